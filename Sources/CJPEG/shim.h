#ifndef STOCKTAKE_CJPEG_SHIM_H
#define STOCKTAKE_CJPEG_SHIM_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

// libjpeg reads and writes a JPEG row by row, which libturbojpeg's own functions can't. It reports
// errors by a call that must not return, so each function here catches its own longjmp: none
// crosses Swift.

/// One JPEG being read. The functions below return 0, or -1 with the reason in `text`; after that,
/// it can only be closed.
typedef struct stk_jpeg {
    struct jpeg_decompress_struct decompressor;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    /// Whether the header has been read: from then on, a warning means damage.
    int is_decoding;
    char text[JMSG_LENGTH_MAX];
} stk_jpeg;

/// Fails with libjpeg's message.
static void stk_jpeg_fail(j_common_ptr common) {
    stk_jpeg *jpeg = (stk_jpeg *) common->client_data;
    common->err->format_message(common, jpeg->text);
    longjmp(jpeg->escape, 1);
}

/// Treats a warning about picture data as damage, but not one about the header.
///
/// A few extra bytes before the end marker, 0xd9, as some cameras write, are harmless.
static void stk_jpeg_take_message(j_common_ptr common, int level) {
    const struct jpeg_error_mgr *errors = common->err;
    if (level >= 0 || !((stk_jpeg *) common->client_data)->is_decoding) return;
    if (errors->msg_code == JWRN_EXTRANEOUS_DATA && errors->msg_parm.i[1] == 0xd9
        && errors->msg_parm.i[0] <= 64)
        return;
    stk_jpeg_fail(common);
}

/// Prints nothing.
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

/// Null if out of memory.
static inline stk_jpeg *stk_jpeg_open(void) {
    return (stk_jpeg *) calloc(1, sizeof(stk_jpeg));
}

/// Reads up to the first pixels; the bytes are borrowed until `stk_jpeg_close`.
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

/// Starts decoding to a colour space; blocks of 8 × 8 become `block_size` pixels wide.
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

/// Reads past the last row, to detect a JPEG truncated there.
static inline int stk_jpeg_finish(stk_jpeg *jpeg) {
    if (setjmp(jpeg->escape)) return -1;
    return jpeg_finish_decompress(&jpeg->decompressor) ? 0 : -1;
}

static inline void stk_jpeg_close(stk_jpeg *jpeg) {
    jpeg_destroy_decompress(&jpeg->decompressor);
    free(jpeg);
}

/// One JPEG being written. The functions return 0, or -1 with the reason in `text`; after that, it
/// can only be closed.
typedef struct stk_jpeg_writer {
    struct jpeg_compress_struct compressor;
    struct jpeg_error_mgr errors;
    jmp_buf escape;
    /// The file so far; owned by the writer.
    unsigned char *bytes;
    unsigned long length;
    char text[JMSG_LENGTH_MAX];
} stk_jpeg_writer;

static void stk_jpeg_writer_fail(j_common_ptr common) {
    stk_jpeg_writer *writer = (stk_jpeg_writer *) common->client_data;
    common->err->format_message(common, writer->text);
    longjmp(writer->escape, 1);
}

/// Null if out of memory.
static inline stk_jpeg_writer *stk_jpeg_writer_open(void) {
    return (stk_jpeg_writer *) calloc(1, sizeof(stk_jpeg_writer));
}

/// Starts a baseline JPEG of RGB rows with colour at half resolution.
static inline int stk_jpeg_writer_start(
    stk_jpeg_writer *writer, unsigned width, unsigned height, int quality) {
    struct jpeg_compress_struct *compressor = &writer->compressor;
    if (setjmp(writer->escape)) return -1;
    compressor->err = jpeg_std_error(&writer->errors);
    compressor->client_data = writer;
    writer->errors.error_exit = stk_jpeg_writer_fail;
    writer->errors.output_message = stk_jpeg_print_nothing;
    jpeg_create_compress(compressor);
    jpeg_mem_dest(compressor, &writer->bytes, &writer->length);
    compressor->image_width = width;
    compressor->image_height = height;
    compressor->input_components = 3;
    compressor->in_color_space = JCS_RGB;
    // The defaults are 4:2:0 and no optimised tables. As in libturbojpeg, the accurate DCT is used
    // only at qualities where it makes a visible difference.
    jpeg_set_defaults(compressor);
    jpeg_set_quality(compressor, quality, TRUE);
    compressor->dct_method = quality >= 96 ? JDCT_ISLOW : JDCT_FASTEST;
    jpeg_start_compress(compressor, TRUE);
    return 0;
}

/// Writes the next row, three bytes per pixel.
static inline int stk_jpeg_writer_add(stk_jpeg_writer *writer, const unsigned char *row) {
    JSAMPROW rows = (JSAMPROW) row;
    if (setjmp(writer->escape)) return -1;
    return jpeg_write_scanlines(&writer->compressor, &rows, 1) == 1 ? 0 : -1;
}

/// Ends the JPEG after its last row; `bytes` is then the whole file.
static inline int stk_jpeg_writer_finish(stk_jpeg_writer *writer) {
    if (setjmp(writer->escape)) return -1;
    jpeg_finish_compress(&writer->compressor);
    return 0;
}

/// Also for a JPEG that failed: libjpeg reallocates its buffer and reports it only at the end, so
/// `term_destination` is called here to find the one to free.
static inline void stk_jpeg_writer_close(stk_jpeg_writer *writer) {
    struct jpeg_destination_mgr *destination = writer->compressor.dest;
    if (destination) destination->term_destination(&writer->compressor);
    jpeg_destroy_compress(&writer->compressor);
    free(writer->bytes);
    free(writer);
}

#endif
