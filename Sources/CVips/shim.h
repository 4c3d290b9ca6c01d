#ifndef STOCKTAKE_CVIPS_SHIM_H
#define STOCKTAKE_CVIPS_SHIM_H

#include <vips/vips.h>

/// Drops a message of GLib or libvips: a photo's faults are reported as errors, never on stderr.
static void stk_vips_drop_message(
    const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
    (void) domain;
    (void) level;
    (void) message;
    (void) data;
}

/// Starts libvips for the process: quiet, one thread per job, nothing cached, no untrusted loader.
///
/// Returns 0, or the code of `vips_init`.
static inline int stk_vips_start(void) {
    g_log_set_default_handler(stk_vips_drop_message, NULL);
    int code = VIPS_INIT("stocktake");
    if (code != 0) return code;
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, stk_vips_drop_message, NULL);
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_cache_set_max_files(0);
    return 0;
}

/// Reads the header with one named loader; the rows come later, from the top.
///
/// The bytes are borrowed: they must outlive the image. Null if they are not what the loader
/// reads. `memory` keeps formats that can't be read by rows out of temporary files.
static inline VipsImage *stk_vips_open(const char *loader, const void *bytes, size_t length) {
    VipsBlob *blob = vips_blob_new(NULL, bytes, length);
    VipsImage *image = NULL;
    int code = vips_call(
        loader, blob, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR,
        "memory", TRUE, NULL);
    vips_area_unref(VIPS_AREA(blob));
    return code == 0 ? image : NULL;
}

/// Lays the picture on a ground of the given value in every band and drops its alpha band.
static inline VipsImage *stk_vips_flatten(VipsImage *image, double ground) {
    VipsArrayDouble *background = vips_array_double_newv(1, ground);
    VipsImage *flat = NULL;
    int code = vips_flatten(image, &flat, "background", background, "max_alpha", ground, NULL);
    vips_area_unref(VIPS_AREA(background));
    return code == 0 ? flat : NULL;
}

/// Converts by the colour profile inside the picture to 8-bit sRGB; null if that can't be done.
static inline VipsImage *stk_vips_apply_profile(VipsImage *image) {
    VipsImage *converted = NULL;
    int code = vips_icc_transform(
        image, &converted, "srgb", "embedded", TRUE, "intent", VIPS_INTENT_RELATIVE, "depth", 8,
        NULL);
    return code == 0 ? converted : NULL;
}

/// Converts to another colour space, by what the bands are said to mean.
static inline VipsImage *stk_vips_convert(VipsImage *image, VipsInterpretation space) {
    VipsImage *converted = NULL;
    return vips_colourspace(image, &converted, space, NULL) == 0 ? converted : NULL;
}

/// Keeps the first bands only.
static inline VipsImage *stk_vips_first_bands(VipsImage *image, int count) {
    VipsImage *kept = NULL;
    return vips_extract_band(image, &kept, 0, "n", count, NULL) == 0 ? kept : NULL;
}

/// Clips the values to 0…255 and makes them bytes.
static inline VipsImage *stk_vips_as_bytes(VipsImage *image) {
    VipsImage *converted = NULL;
    return vips_cast(image, &converted, VIPS_FORMAT_UCHAR, NULL) == 0 ? converted : NULL;
}

/// The first pixel of row `y` of the photo, which must lie in the area last prepared.
static inline const unsigned char *stk_vips_row(VipsRegion *region, int y) {
    return VIPS_REGION_ADDR(region, region->valid.left, y);
}

static inline void stk_vips_free_image(VipsImage *image) {
    g_object_unref(image);
}

static inline void stk_vips_free_region(VipsRegion *region) {
    g_object_unref(region);
}

#endif
