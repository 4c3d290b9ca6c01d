#ifndef STOCKTAKE_CCURL_SHIM_H
#define STOCKTAKE_CCURL_SHIM_H

// curl checks argument types with macros for C callers; the wrappers below are typed instead.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Swift can't call variadic functions: one wrapper per kind of value, not one per option.

/// Calls `curl_easy_setopt` with a `long`: numbers and switches.
static inline CURLcode stk_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// Calls `curl_easy_setopt` with a `curl_off_t`: sizes in bytes.
static inline CURLcode stk_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/// Calls `curl_easy_setopt` with text, which libcurl copies.
static inline CURLcode stk_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// Calls `curl_easy_setopt` with memory or a context that libcurl borrows.
static inline CURLcode stk_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

/// Calls `curl_easy_setopt` with a callback that reads or writes bytes.
static inline CURLcode stk_curl_set_bytes_callback(
    CURL *handle, CURLoption option, size_t (*callback)(char *, size_t, size_t, void *)) {
    return curl_easy_setopt(handle, option, callback);
}

/// Calls `curl_easy_setopt` with `CURLOPT_SEEKFUNCTION`.
static inline CURLcode stk_curl_set_seek_callback(CURL *handle, curl_seek_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback);
}

/// Calls `curl_easy_setopt` with `CURLOPT_XFERINFOFUNCTION`.
static inline CURLcode stk_curl_set_progress_callback(
    CURL *handle, curl_xferinfo_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

/// Calls `curl_easy_setopt` with `CURLOPT_PREREQFUNCTION`.
static inline CURLcode stk_curl_set_request_callback(CURL *handle, curl_prereq_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

/// Allows only http and https, with the option of this libcurl release.
static inline CURLcode stk_curl_allow_http_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long) (CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/// Lets a transfer that ends during its name look-up abandon the look-up's thread, as waiting for
/// it would block all others; no effect before libcurl 7.87.
static inline CURLcode stk_curl_abandon_lookups(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void) handle;
    return CURLE_OK;
#endif
}

/// Calls `curl_easy_getinfo` with a `long`; 0 if unknown.
static inline long stk_curl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// Calls `curl_easy_getinfo` with a `curl_off_t`: sizes and microseconds; 0 if unknown.
static inline curl_off_t stk_curl_get_size(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/// Calls `curl_easy_getinfo` with text that belongs to the handle; null if unknown.
static inline const char *stk_curl_get_text(CURL *handle, CURLINFO info) {
    char *value = NULL;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : NULL;
}

/// Calls `curl_multi_setopt` with a `long`.
static inline CURLMcode stk_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

#endif
