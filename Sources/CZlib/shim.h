// zlib's functions; plain C, so no wrapper is needed.
#pragma once

#include <zlib.h>
