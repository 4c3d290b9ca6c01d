// OpenSSL's digests; plain C functions, so no wrapper is needed.
#pragma once

#include <openssl/evp.h>
