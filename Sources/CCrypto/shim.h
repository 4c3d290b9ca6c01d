// OpenSSL's digests; the calls used are plain C functions, so no wrapper is needed.
#pragma once

#include <openssl/evp.h>
