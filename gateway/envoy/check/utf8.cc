#include "gateway/envoy/check/utf8.h"

#include <cstdint>
#include <cstring>

namespace guanxi::edge {
namespace {

int ByteAt(std::string_view text, size_t place) {
  return place < text.size() ? static_cast<unsigned char>(text[place]) : -1;
}

bool IsBetween(int c, int first, int last) { return c >= first && c <= last; }

// The bytes of the character of several bytes at `place`; 0 if that is none of UTF-8.
size_t LengthOfCharacter(std::string_view text, size_t place) {
  const int a = ByteAt(text, place), b = ByteAt(text, place + 1);
  if (!IsBetween(a, 0xC2, 0xF4) || !IsBetween(b, 0x80, 0xBF)) return 0;
  if (a < 0xE0) return 2;
  if (!IsBetween(ByteAt(text, place + 2), 0x80, 0xBF)) return 0;
  if (a < 0xF0) {
    const bool overlong = a == 0xE0 && b < 0xA0;
    const bool surrogate = a == 0xED && b > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (!IsBetween(ByteAt(text, place + 3), 0x80, 0xBF)) return 0;
  const bool overlong = a == 0xF0 && b < 0x90;
  const bool beyond = a == 0xF4 && b > 0x8F;
  return overlong || beyond ? 0 : 4;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t place = 0; place < text.size();) {
    uint64_t eight;
    while (place + sizeof(eight) <= text.size()) {
      std::memcpy(&eight, text.data() + place, sizeof(eight));
      if ((eight & 0x8080808080808080u) != 0) break;
      place += sizeof(eight);
    }
    while (IsBetween(ByteAt(text, place), 0, 0x7F)) ++place;
    if (place == text.size()) return true;
    const size_t length = LengthOfCharacter(text, place);
    if (length == 0) return false;
    place += length;
  }
  return true;
}

void AppendUtf8(int code, std::string* out) {
  const auto add = [out](int byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
    return;
  }
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

}  // namespace guanxi::edge
