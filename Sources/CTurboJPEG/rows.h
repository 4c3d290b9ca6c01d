#ifndef STOCKTAKE_CTURBOJPEG_ROWS_H
#define STOCKTAKE_CTURBOJPEG_ROWS_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

// libjpeg gives a JPEG row by row, which libturbojpeg's own functions don't. It reports errors by a
// call that must not return, so each function here catches its own jump: none crosses Swift.

/// One JPEG being read. All functions below return 0, or -1 with the reason in `text`; after that,
/// it can only be closed.
typedef struct stk_jpeg {
    struct jpeg_decompress_struct decompressor;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    /// Whether the header is behind us: from then on, a warning is damage.
    int is_decoding;
    char text[JMSG_LENGTH_MAX];
} stk_jpeg;

/// Gives up with libjpeg's message.
static void stk_jpeg_fail(j_common_ptr common) {
    stk_jpeg *jpeg = (stk_jpeg *) common->client_data;
    common->err->format_message(common, jpeg->text);
    longjmp(jpeg->escape, 1);
}

/// Takes a warning of picture data for what it is, damage; an odd header is none.
///
/// Some cameras put a few bytes before the end marker, 0xd9: those are harmless.
static void stk_jpeg_take_message(j_common_ptr common, int level) {
    const struct jpeg_error_mgr *errors = common->err;
    if (level >= 0 || !((stk_jpeg *) common->client_data)->is_decoding) return;
    if (errors->msg_code == JWRN_EXTRANEOUS_DATA && errors->msg_parm.i[1] == 0xd9
        && errors->msg_parm.i[0] <= 64)
        return;
    stk_jpeg_fail(common);
}

/// Nothing is printed.
static void stk_jpeg_print_nothing(j_common_ptr common) {
    (void) common;
}

/// Stops a small progressive file from keeping a core busy for minutes.
static void stk_jpeg_watch_scans(j_common_ptr common) {
    stk_jpeg *jpeg = (stk_jpeg *) common->client_data;
    if (((j_decompress_ptr) common)->input_scan_number <= 500) return;
    snprintf(jpeg->text, sizeof jpeg->text, "more than 500 scans");
    longjmp(jpeg->escape, 1);
}

/// Null without memory.
static inline stk_jpeg *stk_jpeg_open(void) {
    return (stk_jpeg *) calloc(1, sizeof(stk_jpeg));
}

/// Reads up to the first pixels; the bytes are borrowed until the close.
static inline int stk_jpeg_read_header(
    stk_jpeg *jpeg, const unsigned char *bytes, size_t length) {
    if (setjmp(jpeg->escape)) return -1;
    jpeg->decompressor.err = jpeg_std_error(&jpeg->errors);
    jpeg->decompressor.client_data = jpeg;
    jpeg->errors.error_exit = stk_jpeg_fail;
    jpeg->errors.emit_message = stk_jpeg_take_message;
    jpeg->errors.output_message = stk_jpeg_print_nothing;
    jpeg_create_decompress(&jpeg->decompressor);
    jpeg->progress.progress_monitor = stk_jpeg_watch_scans;
    jpeg->decompressor.progress = &jpeg->progress;
    jpeg_mem_src(&jpeg->decompressor, bytes, length);
    return jpeg_read_header(&jpeg->decompressor, TRUE) == JPEG_HEADER_OK ? 0 : -1;
}

/// Prepares for the rows in that colour space; blocks of 8 × 8 become `block_size` pixels wide.
static inline int stk_jpeg_start(stk_jpeg *jpeg, J_COLOR_SPACE colours, unsigned block_size) {
    if (setjmp(jpeg->escape)) return -1;
    jpeg->is_decoding = 1;
    jpeg->decompressor.out_color_space = colours;
    jpeg->decompressor.scale_num = block_size;
    jpeg->decompressor.scale_denom = 8;
    return jpeg_start_decompress(&jpeg->decompressor) ? 0 : -1;
}

/// Reads the next row, `output_width * output_components` bytes.
static inline int stk_jpeg_read_row(stk_jpeg *jpeg, unsigned char *row) {
    if (setjmp(jpeg->escape)) return -1;
    return jpeg_read_scanlines(&jpeg->decompressor, &row, 1) == 1 ? 0 : -1;
}

/// Reads what is behind the last row, to find a JPEG that is cut off just there.
static inline int stk_jpeg_finish(stk_jpeg *jpeg) {
    if (setjmp(jpeg->escape)) return -1;
    return jpeg_finish_decompress(&jpeg->decompressor) ? 0 : -1;
}

static inline void stk_jpeg_close(stk_jpeg *jpeg) {
    jpeg_destroy_decompress(&jpeg->decompressor);
    free(jpeg);
}

#endif
