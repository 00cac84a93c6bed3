// Traditional to simplified Chinese, one character at a time.
#ifndef GUANXI_COMMON_TEXT_SIMPLIFIED_H_
#define GUANXI_COMMON_TEXT_SIMPLIFIED_H_

namespace guanxi::text {

// The usual simplified form of `code_point`, or itself. Thread-safe; the first call loads OpenCC's
// dictionary (about 2 ms). Without the dictionary file every character stays as it is.
char32_t ToSimplified(char32_t code_point);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_SIMPLIFIED_H_
