// What JSON writes without braces and brackets, read strictly: texts, numbers, words and blanks.
//
// All functions take a text and a place in it, at most its size. They allocate nothing, except what
// returns a string, and take time in proportion to what they pass. Thread safety: all of them.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_JSON_TEXT_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace guanxi::edge {

// The byte at the place, -1 behind the end.
inline int ByteAt(std::string_view text, size_t place) {
  return place < text.size() ? static_cast<unsigned char>(text[place]) : -1;
}

// The place of the first byte that is no blank, from `place` on.
size_t PastBlanks(std::string_view text, size_t place);

struct StringEnd {
  size_t place = 0;             // of the closing quote, or of the fault
  bool escapes = false;         // whether there are any before it
  const char* fault = nullptr;  // what is wrong, for people
};

// `place` is behind the opening quote.
StringEnd FindStringEnd(std::string_view text, size_t place);

// What the inside of a string stands for in which FindStringEnd found no fault.
std::string Unescaped(std::string_view inside);

inline constexpr size_t kNoValue = static_cast<size_t>(-1);

// The place behind the number, or the word of JSON, at `place`; kNoValue if there is none.
size_t PastWordOrNumber(std::string_view text, size_t place);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_JSON_TEXT_H_
