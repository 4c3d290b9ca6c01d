// zlib's one-call functions; all are plain C, so no wrapper is needed.
#pragma once

#include <zlib.h>
