#include "common/text/charset.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::text {
namespace {

constexpr size_t kDetectionWindow = 64 << 10;
// So much shows a byte order mark, and in UTF-16 a NUL byte: the other half of a digit, a separator
// or a line end.
constexpr size_t kStart = 1 << 10;
constexpr size_t kLongestMark = 3;

struct Mark {
  absl::string_view bytes;
  Charset charset;
};

constexpr Mark kMarks[] = {{"\xEF\xBB\xBF", Charset::kUtf8},
                           {"\xFF\xFE", Charset::kUtf16Le},
                           {"\xFE\xFF", Charset::kUtf16Be}};

struct Name {
  absl::string_view name;  // ICU's, too.
  Charset charset;
};

// The first one of a charset is its name in messages.
constexpr Name kNames[] = {
    {"UTF-8", Charset::kUtf8},         {"GB18030", Charset::kGb18030},
    {"GBK", Charset::kGb18030},        {"GB2312", Charset::kGb18030},
    {"UTF-16LE", Charset::kUtf16Le},   {"UTF-16BE", Charset::kUtf16Be},
    {"BIG5", Charset::kBig5},          {"WINDOWS-1252", Charset::kWindows1252},
    {"SHIFT_JIS", Charset::kShiftJis}, {"EUC-KR", Charset::kEucKr}};

bool IsAscii(char c) { return (static_cast<unsigned char>(c) & 0x80) == 0; }

// UTF-16 by the places of its NUL bytes; kDetect where there are none, or no order in them.
Charset Utf16ByNuls(absl::string_view start) {
  size_t nuls[2] = {};
  for (size_t i = 0; i < start.size(); ++i) nuls[i % 2] += start[i] == '\0' ? 1 : 0;
  // Characters such as 一 (U+4E00) have theirs on the other side.
  if (nuls[1] > 2 * nuls[0]) return Charset::kUtf16Le;
  if (nuls[0] > 2 * nuls[1]) return Charset::kUtf16Be;
  return Charset::kDetect;
}

// Whether `text` is UTF-8 but for a character that is cut by the end, unless `at_end`, and for so
// few bytes that it can be nothing else: characters of three bytes are rare in other charsets.
bool LooksLikeUtf8(absl::string_view text, bool at_end) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int32_t size = static_cast<int32_t>(text.size());
  int faults = 0, pairs = 0, longer = 0;
  for (int32_t next = 0; next < size;) {
    const int32_t start = next;
    UChar32 code_point;
    U8_NEXT(bytes, next, size, code_point);
    if (code_point >= 0x800) ++longer;
    if (code_point >= 0x80 && code_point < 0x800) ++pairs;
    if (code_point >= 0) continue;
    const bool cut = next == size && size - start < U8_COUNT_TRAIL_BYTES(bytes[start]) + 1;
    if (!cut || at_end) ++faults;
  }
  return faults == 0 || longer >= 4 * faults || pairs + longer >= 10 * faults;
}

// Whether `text` reads as usual Chinese in GB18030. Of what lists hold, nearly all is in GB2312,
// where both bytes of a character are high; letters with accents stand alone between ASCII ones,
// and Big5 and Shift_JIS have many low second bytes.
bool LooksLikeGb18030(absl::string_view text) {
  int usual = 0, unusual = 0, faults = 0, late = 0;
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsAscii(text[i])) continue;
    const unsigned first = byte(i), second = byte(i + 1);
    if (i + 1 == text.size()) break;  // Cut, or a fault that decoding names.
    if (first >= 0xA1 && first <= 0xF7 && second >= 0xA1 && second != 0xFF) {
      ++usual;
      if (first >= 0xC9) ++late;
    } else if (second >= 0x40 && second != 0x7F && second != 0xFF && first != 0x80 &&
               first != 0xFF) {
      ++unusual;
    } else if (second >= 0x30 && second <= 0x39 && byte(i + 2) >= 0x81) {
      i += 2;  // Four bytes: neither usual nor a fault.
    } else {
      ++faults;
      continue;
    }
    ++i;
  }
  // EUC-KR writes Hangul in the first half of the same places. Of Chinese characters two in five
  // are in the second, from 色 on.
  constexpr int kEnoughToTell = 24;
  const bool korean = usual >= kEnoughToTell && late == 0;
  return usual >= 3 * (unusual + faults) && !korean;
}

}  // namespace

absl::string_view CharsetName(Charset charset) {
  for (const Name& known : kNames) {
    if (known.charset == charset) return known.name;
  }
  return "undetected";
}

std::optional<Charset> FindCharset(absl::string_view name) {
  for (const Name& known : kNames) {
    if (absl::EqualsIgnoreCase(known.name, name)) return known.charset;
  }
  return std::nullopt;
}

std::string CharsetNames() {
  std::string names;
  for (const Name& known : kNames) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", known.name);
  }
  return names;
}

// ICU's converter with the callback that stops at the first fault.
class CharsetDecoder::Converter {
 public:
  explicit Converter(Charset charset) : charset_(charset) {
    UErrorCode status = U_ZERO_ERROR;
    converter_ = ucnv_open(std::string(CharsetName(charset)).c_str(), &status);
    if (U_SUCCESS(status)) {
      ucnv_setToUCallBack(converter_, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    }
    open_status_ = status;
  }
  ~Converter() { ucnv_close(converter_); }

  // `offset` is where `bytes` begins in the stream.
  absl::Status Run(absl::string_view bytes, int64_t offset, bool flush, std::string* out) {
    if (U_FAILURE(open_status_)) {
      return absl::InternalError(absl::StrCat("ICU: ", u_errorName(open_status_)));
    }
    const std::string input = absl::StrCat(unfinished_, bytes);
    offset -= static_cast<int64_t>(unfinished_.size());
    std::u16string units(input.size() + 1, u'\0');  // A byte makes at most one unit.
    char16_t* to = units.data();
    const char* from = input.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_toUnicode(converter_, &to, to + units.size(), &from, input.data() + input.size(), nullptr,
                   flush, &status);
    icu::UnicodeString(units.data(), static_cast<int32_t>(to - units.data())).toUTF8String(*out);
    if (U_SUCCESS(status)) return KeepUnfinished(input);
    char invalid[32];
    int8_t invalid_size = sizeof(invalid);
    UErrorCode ignored = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter_, invalid, &invalid_size, &ignored);
    return absl::InvalidArgumentError(absl::StrCat("not valid ", CharsetName(charset_), " at byte ",
                                                   offset + (from - input.data()) - invalid_size));
  }

 private:
  // Takes the bytes of an unfinished character back from ICU, which would report a fault in them
  // relative to a buffer that is gone.
  absl::Status KeepUnfinished(const std::string& input) {
    UErrorCode status = U_ZERO_ERROR;
    const int32_t pending = ucnv_toUCountPending(converter_, &status);
    if (U_FAILURE(status) || pending < 0 || static_cast<size_t>(pending) > input.size()) {
      return absl::InternalError(absl::StrCat("ICU: ", u_errorName(status)));
    }
    unfinished_ = input.substr(input.size() - static_cast<size_t>(pending));
    ucnv_resetToUnicode(converter_);
    return absl::OkStatus();
  }

  const Charset charset_;
  UConverter* converter_ = nullptr;
  UErrorCode open_status_ = U_ZERO_ERROR;
  std::string unfinished_;
};

CharsetDecoder::CharsetDecoder(Charset charset) : charset_(charset) {}
CharsetDecoder::~CharsetDecoder() = default;

absl::Status CharsetDecoder::Push(absl::string_view bytes, std::string* out) {
  GUANXI_RETURN_IF_ERROR(status_);
  if (converter_ != nullptr) {
    status_ = Convert(bytes, /*flush=*/false, out);
  } else {
    held_.append(bytes.data(), bytes.size());
    status_ = Decide(/*at_end=*/false, out);
  }
  return status_;
}

absl::Status CharsetDecoder::Finish(std::string* out) {
  GUANXI_RETURN_IF_ERROR(status_);
  if (converter_ == nullptr) status_ = Decide(/*at_end=*/true, out);
  if (status_.ok()) status_ = Convert("", /*flush=*/true, out);
  return status_;
}

// Starts the converter as soon as what is held allows it; hands leading ASCII on meanwhile.
absl::Status CharsetDecoder::Decide(bool at_end, std::string* out) {
  if (!start_checked_) {
    const size_t wanted = charset_ == Charset::kDetect ? kStart : kLongestMark;
    if (held_.size() < wanted && !at_end) return absl::OkStatus();
    start_checked_ = true;
    for (const Mark& mark : kMarks) {
      if (absl::StartsWith(held_, mark.bytes)) {
        return Start(mark.charset, mark.bytes.size(), out);
      }
    }
    const absl::string_view start = absl::string_view(held_).substr(0, kStart);
    if (charset_ == Charset::kDetect && absl::StrContains(start, '\0')) {
      const Charset charset = Utf16ByNuls(start);
      if (charset != Charset::kDetect) return Start(charset, 0, out);
      return absl::InvalidArgumentError("is no text: it has NUL bytes");
    }
  }
  if (charset_ != Charset::kDetect) return Start(charset_, 0, out);
  return DecideByContent(at_end, out);
}

absl::Status CharsetDecoder::DecideByContent(bool at_end, std::string* out) {
  const auto first_other = std::find_if_not(held_.begin(), held_.end(), IsAscii);
  const size_t ascii = static_cast<size_t>(first_other - held_.begin());
  out->append(held_, 0, ascii);
  held_.erase(0, ascii);
  offset_ += static_cast<int64_t>(ascii);
  if (held_.size() < kDetectionWindow && !at_end) return absl::OkStatus();
  const absl::string_view window = absl::string_view(held_).substr(0, kDetectionWindow);
  if (LooksLikeUtf8(window, at_end && window.size() == held_.size())) {
    return Start(Charset::kUtf8, 0, out);
  }
  if (LooksLikeGb18030(window)) return Start(Charset::kGb18030, 0, out);
  return absl::InvalidArgumentError(
      absl::StrCat("is not UTF-8 and does not read as Chinese in GB18030: say which encoding it "
                   "has, one of ",
                   CharsetNames()));
}

absl::Status CharsetDecoder::Start(Charset charset, size_t mark_bytes, std::string* out) {
  charset_ = charset;
  converter_ = std::make_unique<Converter>(charset);
  offset_ += static_cast<int64_t>(mark_bytes);
  std::string bytes;
  bytes.swap(held_);
  return Convert(absl::string_view(bytes).substr(mark_bytes), /*flush=*/false, out);
}

absl::Status CharsetDecoder::Convert(absl::string_view bytes, bool flush, std::string* out) {
  const absl::Status status = converter_->Run(bytes, offset_, flush, out);
  offset_ += static_cast<int64_t>(bytes.size());
  return status;
}

absl::Status DecodeToUtf8(absl::string_view bytes, Charset charset, std::string* out) {
  CharsetDecoder decoder(charset);
  GUANXI_RETURN_IF_ERROR(decoder.Push(bytes, out));
  return decoder.Finish(out);
}

}  // namespace guanxi::text
