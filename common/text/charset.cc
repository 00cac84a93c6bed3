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
constexpr size_t kLongestMark = 3;

struct Mark {
  absl::string_view bytes;
  Charset charset;
};

constexpr Mark kMarks[] = {{"\xEF\xBB\xBF", Charset::kUtf8},
                           {"\xFF\xFE", Charset::kUtf16Le},
                           {"\xFE\xFF", Charset::kUtf16Be}};

bool IsAscii(char c) { return (static_cast<unsigned char>(c) & 0x80) == 0; }

// Valid but for a character that is cut by the end, unless `at_end`.
bool LooksLikeUtf8(absl::string_view text, bool at_end) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int32_t size = static_cast<int32_t>(text.size());
  for (int32_t next = 0; next < size;) {
    const int32_t start = next;
    UChar32 code_point;
    U8_NEXT(bytes, next, size, code_point);
    if (code_point >= 0) continue;
    const bool cut = next == size && size - start < U8_COUNT_TRAIL_BYTES(bytes[start]) + 1;
    return cut && !at_end;
  }
  return true;
}

}  // namespace

absl::string_view CharsetName(Charset charset) {
  switch (charset) {
    case Charset::kDetect:
      return "undetected";
    case Charset::kUtf8:
      return "UTF-8";
    case Charset::kGb18030:
      return "GB18030";
    case Charset::kUtf16Le:
      return "UTF-16LE";
    case Charset::kUtf16Be:
      return "UTF-16BE";
  }
  return "unknown";
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
  if (!mark_checked_) {
    if (held_.size() < kLongestMark && !at_end) return absl::OkStatus();
    mark_checked_ = true;
    for (const Mark& mark : kMarks) {
      const bool wanted = charset_ == Charset::kDetect || charset_ == mark.charset;
      if (wanted && absl::StartsWith(held_, mark.bytes)) {
        return Start(mark.charset, mark.bytes.size(), out);
      }
    }
  }
  if (charset_ != Charset::kDetect) return Start(charset_, 0, out);
  const auto first_other = std::find_if_not(held_.begin(), held_.end(), IsAscii);
  const size_t ascii = static_cast<size_t>(first_other - held_.begin());
  out->append(held_, 0, ascii);
  held_.erase(0, ascii);
  offset_ += static_cast<int64_t>(ascii);
  if (held_.size() < kDetectionWindow && !at_end) return absl::OkStatus();
  const absl::string_view window = absl::string_view(held_).substr(0, kDetectionWindow);
  const bool utf8 = LooksLikeUtf8(window, at_end && window.size() == held_.size());
  return Start(utf8 ? Charset::kUtf8 : Charset::kGb18030, 0, out);
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
