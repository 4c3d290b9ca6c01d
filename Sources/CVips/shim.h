#ifndef STOCKTAKE_CVIPS_SHIM_H
#define STOCKTAKE_CVIPS_SHIM_H

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

// libvips loads a hundred other libraries, so it is not linked but loaded at run time, only by runs
// that need it. The interface used is declared here, from its headers of version 8.14; all of it is
// part of the ABI of libvips.so.42.

typedef struct stk_vips_image stk_vips_image;
typedef struct stk_vips_region stk_vips_region;
typedef void (*stk_vips_log_function)(const char *, int, const char *, void *);

/// `VipsInterpretation`, the meaning of a picture's bands; the values used here.
enum {
    stk_vips_black_and_white = 1,
    stk_vips_srgb = 22,
    stk_vips_rgb16 = 25,
    stk_vips_grey16 = 26,
};

/// `VipsBandFormat`: bytes.
enum { stk_vips_uchar = 0 };

#define STK_VIPS_FUNCTIONS(F) \
    F(int, vips_init, (const char *)) \
    F(void, vips_block_untrusted_set, (int)) \
    F(void, vips_concurrency_set, (int)) \
    F(void, vips_cache_set_max, (int)) \
    F(void, vips_cache_set_max_mem, (size_t)) \
    F(void, vips_cache_set_max_files, (int)) \
    F(void, vips_thread_shutdown, (void)) \
    F(char *, vips_error_buffer_copy, (void)) \
    F(void *, vips_blob_new, (void *, const void *, size_t)) \
    F(void *, vips_array_double_newv, (int, ...)) \
    F(void, vips_area_unref, (void *)) \
    F(int, vips_call, (const char *, ...)) \
    F(int, vips_flatten, (stk_vips_image *, stk_vips_image **, ...)) \
    F(int, vips_icc_transform, (stk_vips_image *, stk_vips_image **, const char *, ...)) \
    F(int, vips_colourspace, (stk_vips_image *, stk_vips_image **, int, ...)) \
    F(int, vips_extract_band, (stk_vips_image *, stk_vips_image **, int, ...)) \
    F(int, vips_cast, (stk_vips_image *, stk_vips_image **, int, ...)) \
    F(int, vips_image_get_width, (const stk_vips_image *)) \
    F(int, vips_image_get_height, (const stk_vips_image *)) \
    F(int, vips_image_get_bands, (const stk_vips_image *)) \
    F(int, vips_image_get_format, (const stk_vips_image *)) \
    F(int, vips_image_guess_interpretation, (const stk_vips_image *)) \
    F(int, vips_image_hasalpha, (stk_vips_image *)) \
    F(int, vips_image_get_orientation, (stk_vips_image *)) \
    F(size_t, vips_image_get_typeof, (const stk_vips_image *, const char *)) \
    F(int, vips_image_get_string, (const stk_vips_image *, const char *, const char **)) \
    F(stk_vips_region *, vips_region_new, (stk_vips_image *)) \
    F(unsigned char *, vips_region_fetch, (stk_vips_region *, int, int, int, int, size_t *)) \
    F(void, g_object_unref, (void *)) \
    F(void, g_free, (void *)) \
    F(unsigned, g_log_set_handler, (const char *, int, stk_vips_log_function, void *)) \
    F(stk_vips_log_function, g_log_set_default_handler, (stk_vips_log_function, void *))

/// The functions of libvips and GLib, under their own names.
typedef struct stk_vips {
#define STK_VIPS_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    STK_VIPS_FUNCTIONS(STK_VIPS_FIELD)
#undef STK_VIPS_FIELD
} stk_vips;

/// Loads the library of that file name for the life of the process and finds its functions.
///
/// Null if it is missing or lacks a function; `problem` is then the loader's message, valid until
/// the loader is called again.
static inline const stk_vips *stk_vips_load(const char *file, const char **problem) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    stk_vips *vips = library ? (stk_vips *) calloc(1, sizeof *vips) : NULL;
    int found = vips != NULL;
#define STK_VIPS_FIND(result, name, parameters) \
    found = found && (*(void **) &vips->name = dlsym(library, #name)) != NULL;
    STK_VIPS_FUNCTIONS(STK_VIPS_FIND)
#undef STK_VIPS_FIND
    if (found) return vips;
    *problem = dlerror();
    free(vips);
    return NULL;
}

/// Drops a message of GLib or libvips: photo faults are reported as errors, never on stderr.
static void stk_vips_drop_message(
    const char *domain, int level, const char *message, void *data) {
    (void) domain;
    (void) level;
    (void) message;
    (void) data;
}

/// Starts libvips for the process: no messages, one thread per job, no caches, no untrusted
/// loaders.
///
/// Returns 0, or the code of `vips_init`.
static inline int stk_vips_start(const stk_vips *vips) {
    const int all_levels = ~3;
    vips->g_log_set_default_handler(stk_vips_drop_message, NULL);
    int code = vips->vips_init("stocktake");
    if (code != 0) return code;
    vips->g_log_set_handler("VIPS", all_levels, stk_vips_drop_message, NULL);
    vips->vips_block_untrusted_set(1);
    vips->vips_concurrency_set(1);
    vips->vips_cache_set_max(0);
    vips->vips_cache_set_max_mem(0);
    vips->vips_cache_set_max_files(0);
    return 0;
}

/// Reads the header with one named loader; rows are read later, from the top.
///
/// The bytes are borrowed and must outlive the image. Null if the loader can't read them. `memory`
/// keeps formats that can't be read by rows out of temporary files.
static inline stk_vips_image *stk_vips_open(
    const stk_vips *vips, const char *loader, const void *bytes, size_t length) {
    const int sequential = 1, fail_on_error = 2;
    void *blob = vips->vips_blob_new(NULL, bytes, length);
    stk_vips_image *image = NULL;
    int code = vips->vips_call(
        loader, blob, &image, "access", sequential, "fail_on", fail_on_error, "memory", 1, NULL);
    vips->vips_area_unref(blob);
    return code == 0 ? image : NULL;
}

/// Composites the picture onto a background of the given value in every band and drops its alpha.
static inline stk_vips_image *stk_vips_flatten(
    const stk_vips *vips, stk_vips_image *image, double ground) {
    void *background = vips->vips_array_double_newv(1, ground);
    stk_vips_image *flat = NULL;
    int code =
        vips->vips_flatten(image, &flat, "background", background, "max_alpha", ground, NULL);
    vips->vips_area_unref(background);
    return code == 0 ? flat : NULL;
}

/// Converts to 8-bit sRGB by the picture's embedded colour profile; null on failure.
static inline stk_vips_image *stk_vips_apply_profile(const stk_vips *vips, stk_vips_image *image) {
    const int relative = 1;
    stk_vips_image *converted = NULL;
    int code = vips->vips_icc_transform(
        image, &converted, "srgb", "embedded", 1, "intent", relative, "depth", 8, NULL);
    return code == 0 ? converted : NULL;
}

/// Converts to another colour space by the picture's interpretation.
static inline stk_vips_image *stk_vips_convert(
    const stk_vips *vips, stk_vips_image *image, int space) {
    stk_vips_image *converted = NULL;
    return vips->vips_colourspace(image, &converted, space, NULL) == 0 ? converted : NULL;
}

/// Keeps only the first bands.
static inline stk_vips_image *stk_vips_first_bands(
    const stk_vips *vips, stk_vips_image *image, int count) {
    stk_vips_image *kept = NULL;
    return vips->vips_extract_band(image, &kept, 0, "n", count, NULL) == 0 ? kept : NULL;
}

/// Clips the values to 0…255 and converts them to bytes.
static inline stk_vips_image *stk_vips_as_bytes(const stk_vips *vips, stk_vips_image *image) {
    stk_vips_image *converted = NULL;
    return vips->vips_cast(image, &converted, stk_vips_uchar, NULL) == 0 ? converted : NULL;
}

#endif
