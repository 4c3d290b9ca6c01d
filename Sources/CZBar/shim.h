#ifndef STOCKTAKE_CZBAR_SHIM_H
#define STOCKTAKE_CZBAR_SHIM_H

#include <zbar.h>

/// The pixel format of a plane of 8-bit luma, `Y800`; Swift can't use zbar's function-like macro.
static inline unsigned long stk_zbar_luma_format(void) {
    return zbar_fourcc('Y', '8', '0', '0');
}

#endif
