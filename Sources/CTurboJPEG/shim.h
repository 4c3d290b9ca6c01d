#ifndef STOCKTAKE_CTURBOJPEG_SHIM_H
#define STOCKTAKE_CTURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
