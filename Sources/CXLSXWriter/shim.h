// libxlsxwriter 1.1.4, with wrappers for what its functions can't do in constant_memory mode.
#ifndef STOCKTAKE_CXLSXWRITER_SHIM_H
#define STOCKTAKE_CXLSXWRITER_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

/// A workbook that keeps one row of each sheet in memory; nothing is created at `path` before
/// `workbook_close`. NULL if out of memory.
static inline lxw_workbook *stk_workbook_new(const char *path, const char *temporary_folder) {
    lxw_workbook_options options = {
        .constant_memory = LXW_TRUE, .tmpdir = (char *)temporary_folder, .use_zip64 = LXW_FALSE};
    return workbook_new_opt(path, &options);
}

/// `workbook_set_properties`, which copies the strings; a `created` of 0 means now.
static inline lxw_error stk_workbook_set_properties(
    lxw_workbook *workbook, const char *title, const char *author, int64_t created) {
    lxw_doc_properties properties = {
        .title = (char *)title, .author = (char *)author, .created = (time_t)created};
    return workbook_set_properties(workbook, &properties);
}

/// Frees a workbook without writing it. `lxw_workbook_free` leaves the sheets' temporary files
/// open, so they are closed here.
static inline void stk_workbook_discard(lxw_workbook *workbook) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, workbook->worksheets, list_pointers) {
        if (sheet->optimize_tmpfile) fclose(sheet->optimize_tmpfile);
        sheet->optimize_tmpfile = NULL;
    }
    lxw_workbook_free(workbook);
}

/// Writes the row in memory to the sheet's temporary file. Returns the file's size in bytes, or -1
/// if any write to it failed, which libxlsxwriter ignores. No cells may be added afterwards.
static inline int64_t stk_worksheet_seal(lxw_worksheet *sheet) {
    lxw_worksheet_write_single_row(sheet);
    if (fflush(sheet->optimize_tmpfile) || ferror(sheet->optimize_tmpfile)) return -1;
    int64_t size = ftell(sheet->optimize_tmpfile);
    if (sheet->dim_rowmin == LXW_ROW_MAX) {
        // libxlsxwriter never closes the temporary file of a sheet without rows.
        fclose(sheet->optimize_tmpfile);
        sheet->optimize_tmpfile = NULL;
    }
    return size;
}

/// Replaces the sheet's name used in defined names: libxlsxwriter leaves `2026` and `A1` unquoted,
/// which Excel reports as a damaged file.
static inline lxw_error stk_worksheet_set_quoted_name(lxw_worksheet *sheet, const char *quoted) {
    char *copy = lxw_strdup(quoted);
    if (!copy) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    free(sheet->quoted_name);
    sheet->quoted_name = copy;
    return LXW_NO_ERROR;
}

/// `worksheet_set_row`, which also sets the height in the table of rows that constant_memory leaves
/// empty and the positioning of images uses.
static inline lxw_error stk_worksheet_set_row(lxw_worksheet *sheet, uint32_t row, double height) {
    lxw_error error = worksheet_set_row(sheet, row, height, NULL);
    if (error) return error;
    sheet->optimize = LXW_FALSE;
    error = worksheet_set_row(sheet, row, height, NULL);
    sheet->optimize = LXW_TRUE;
    return error;
}

/// `worksheet_autofilter`, also for a range that ends above the row being written.
static inline lxw_error stk_worksheet_autofilter(
    lxw_worksheet *sheet, uint32_t first_row, uint16_t first_column, uint32_t last_row,
    uint16_t last_column) {
    sheet->optimize = LXW_FALSE;
    lxw_error error =
        worksheet_autofilter(sheet, first_row, first_column, last_row, last_column);
    sheet->optimize = LXW_TRUE;
    return error;
}

/// Sets header and footer as is. `worksheet_set_header` mistakes an escaped `&&G` for a picture,
/// frees the text and keeps the pointer to it.
static inline lxw_error stk_worksheet_set_header_footer(
    lxw_worksheet *sheet, const char *header, const char *footer) {
    char *header_copy = lxw_strdup(header);
    char *footer_copy = lxw_strdup(footer);
    if (!header_copy || !footer_copy) {
        free(header_copy);
        free(footer_copy);
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    }
    free(sheet->header);
    free(sheet->footer);
    sheet->header = header_copy;
    sheet->footer = footer_copy;
    sheet->header_footer_changed = LXW_TRUE;
    return LXW_NO_ERROR;
}

/// Where and how large an image or a chart is, its size in pixels known to the caller. It moves
/// with its cell and keeps its size.
typedef struct stk_place {
    double width;
    double height;
    double scale;
    int32_t x_offset;
    int32_t y_offset;
    const char *alt_text;
} stk_place;

/// The last object of a sheet's list, from the list's end, which points to that object's link;
/// libxlsxwriter's queue.h has no STAILQ_LAST.
static inline lxw_object_properties *stk_last_object(lxw_object_properties **end) {
    return (lxw_object_properties *)((char *)end
                                     - offsetof(lxw_object_properties, list_pointers.stqe_next));
}

/// `worksheet_insert_image_buffer_opt` with one image pixel per screen pixel, whatever the file's
/// resolution. The size is the caller's, as libxlsxwriter reads on at the wrong place after the
/// frame header and may find another.
static inline lxw_error stk_worksheet_insert_image(
    lxw_worksheet *sheet, uint32_t row, uint16_t column, const unsigned char *bytes,
    size_t byte_count, stk_place place) {
    lxw_image_options options = {
        .x_offset = place.x_offset,
        .y_offset = place.y_offset,
        .x_scale = place.scale,
        .y_scale = place.scale,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = (char *)place.alt_text};
    lxw_error error =
        worksheet_insert_image_buffer_opt(sheet, row, column, bytes, byte_count, &options);
    if (error) return error;
    lxw_object_properties *placed = stk_last_object(sheet->image_props->stqh_last);
    placed->width = place.width;
    placed->height = place.height;
    placed->x_dpi = 96;
    placed->y_dpi = 96;
    return LXW_NO_ERROR;
}

/// `worksheet_insert_chart_opt` with a size in pixels instead of a scale of 480 x 288.
static inline lxw_error stk_worksheet_insert_chart(
    lxw_worksheet *sheet, uint32_t row, uint16_t column, lxw_chart *chart, stk_place place) {
    lxw_chart_options options = {
        .x_offset = place.x_offset,
        .y_offset = place.y_offset,
        .x_scale = place.scale,
        .y_scale = place.scale,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = (char *)place.alt_text};
    lxw_error error = worksheet_insert_chart_opt(sheet, row, column, chart, &options);
    if (error) return error;
    lxw_object_properties *placed = stk_last_object(sheet->chart_data->stqh_last);
    placed->width = place.width;
    placed->height = place.height;
    return LXW_NO_ERROR;
}

/// Sets the text of a new title; an empty one has none. libxlsxwriter's own functions treat a text
/// that begins with `=` as a formula.
static inline lxw_error stk_title_set(lxw_chart_title *title, const char *text) {
    if (!*text) return LXW_NO_ERROR;
    title->name = lxw_strdup(text);
    return title->name ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
}

/// `chart_title_set_name` of a new chart.
static inline lxw_error stk_chart_set_title(lxw_chart *chart, const char *title) {
    return stk_title_set(&chart->title, title);
}

/// `chart_add_series` without reading the series' cells; NULL if out of memory. Reading them, which
/// constant_memory rules out anyway, would print that a sheet with an apostrophe does not exist; it
/// is skipped for ranges with a sheet's name and an ignored cache.
static inline lxw_chart_series *stk_chart_add_series(
    lxw_chart *chart, const char *name, const char *categories, const char *values) {
    lxw_chart_series *series = chart_add_series(chart, categories, values);
    if (!series || stk_title_set(&series->title, name)) return NULL;
    lxw_series_range *ranges[] = {series->categories, series->values};
    for (size_t i = 0; i < 2; i++) {
        ranges[i]->ignore_cache = LXW_TRUE;
        ranges[i]->sheetname = lxw_strdup("");
        if (!ranges[i]->sheetname || !ranges[i]->formula) return NULL;
    }
    // Otherwise the categories are written as numbers.
    series->categories->has_string_cache = LXW_TRUE;
    return series;
}

/// Appends an empty value to a range's cache; NULL if out of memory.
static inline lxw_series_data_point *stk_range_keep(lxw_series_range *range) {
    lxw_series_data_point *point = calloc(1, sizeof(*point));
    if (!point) return NULL;
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->num_data_points++;
    return point;
}

/// Caches the text of a range's next cell; the string is copied.
static inline lxw_error stk_range_keep_text(lxw_series_range *range, const char *text) {
    lxw_series_data_point *point = stk_range_keep(range);
    if (!point || !(point->string = lxw_strdup(text))) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    point->is_string = LXW_TRUE;
    return LXW_NO_ERROR;
}

/// Caches the number of a range's next cell, or that it has none.
static inline lxw_error stk_range_keep_number(
    lxw_series_range *range, double number, bool is_number) {
    lxw_series_data_point *point = stk_range_keep(range);
    if (!point) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    point->number = number;
    point->no_data = !is_number;
    return LXW_NO_ERROR;
}

#endif
