// Bytes from outside (uploaded files) to UTF-8, in pieces of any size.
#ifndef GUANXI_COMMON_TEXT_CHARSET_H_
#define GUANXI_COMMON_TEXT_CHARSET_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

enum class Charset {
  kDetect,
  kUtf8,
  kGb18030,
  kUtf16Le,
  kUtf16Be,
  // Never detected: nothing tells them apart.
  kBig5,
  kWindows1252,
  kShiftJis,
  kEucKr,
};

// "UTF-8", "GB18030" ...; for messages.
absl::string_view CharsetName(Charset charset);

// The charset of a name in any case (GBK and GB2312 are parts of GB18030); nullopt: none of ours.
std::optional<Charset> FindCharset(absl::string_view name);

// "UTF-8, GB18030, ...": all that FindCharset knows.
std::string CharsetNames();

// Decodes a stream. A byte order mark (UTF-8, UTF-16LE, UTF-16BE) is dropped and decides, whatever
// was said. With kDetect the rule is then:
//   1. NUL bytes in the first KiB tell UTF-16, and by their places which one;
//   2. else the first 64 KiB from the first non-ASCII byte on decide (a character cut by that edge
//      counts as valid): valid UTF-8, or UTF-8 but for few bytes, is UTF-8;
//   3. what reads as usual Chinese in GB18030, which contains GBK and GB2312, is that;
//   4. anything else is an error: letters of another charset also make Chinese characters, though
//      unusual ones (Müller in windows-1252 would be M黮ler).
// ASCII before the first other byte is the same in all and is handed on after the first KiB, so at
// most 64 KiB are held back.
//
// Decoding is strict: the first byte sequence that is wrong in the charset ends it with
// INVALID_ARGUMENT that names charset and byte offset; nothing is replaced in silence. After an
// error every call returns it again.
//
// Not thread-safe; one object a stream.
class CharsetDecoder {
 public:
  explicit CharsetDecoder(Charset charset = Charset::kDetect);
  ~CharsetDecoder();
  CharsetDecoder(const CharsetDecoder&) = delete;
  CharsetDecoder& operator=(const CharsetDecoder&) = delete;

  // Takes the next bytes, which may end inside a character, and appends what is decoded to `out`.
  absl::Status Push(absl::string_view bytes, std::string* out);

  // The end of the stream: an unfinished character is an error.
  absl::Status Finish(std::string* out);

  // What was chosen or detected; kDetect while that is open.
  Charset charset() const { return charset_; }

 private:
  class Converter;

  absl::Status Decide(bool at_end, std::string* out);
  absl::Status DecideByContent(bool at_end, std::string* out);
  absl::Status Start(Charset charset, size_t mark_bytes, std::string* out);
  absl::Status Convert(absl::string_view bytes, bool flush, std::string* out);

  Charset charset_;
  bool start_checked_ = false;
  std::string held_;     // Bytes that wait for the decision.
  int64_t offset_ = 0;   // Of the first byte that is neither held nor converted.
  absl::Status status_;  // The first error.
  std::unique_ptr<Converter> converter_;
};

// A whole text at once.
absl::Status DecodeToUtf8(absl::string_view bytes, Charset charset, std::string* out);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_CHARSET_H_
