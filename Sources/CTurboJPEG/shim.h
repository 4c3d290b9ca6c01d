#ifndef STOCKTAKE_CTURBOJPEG_SHIM_H
#define STOCKTAKE_CTURBOJPEG_SHIM_H

#include "rows.h"
#include <turbojpeg.h>

#endif
