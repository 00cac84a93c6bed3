// Bytes from outside (uploaded files) to UTF-8, in pieces of any size.
#ifndef GUANXI_COMMON_TEXT_CHARSET_H_
#define GUANXI_COMMON_TEXT_CHARSET_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

enum class Charset { kDetect, kUtf8, kGb18030, kUtf16Le, kUtf16Be };

// "UTF-8", "GB18030" ...; for messages.
absl::string_view CharsetName(Charset charset);

// Decodes a stream. With kDetect the rule is:
//   1. a byte order mark decides (UTF-8, UTF-16LE, UTF-16BE) and is dropped;
//   2. else the text is UTF-8 if the first 64 KiB from the first non-ASCII byte on are valid UTF-8
//      (a character cut by that edge counts as valid);
//   3. else it is GB18030, which contains GBK and GB2312.
// ASCII before the first other byte is the same in both and is handed on at once, so at most 64 KiB
// are held back.
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
  absl::Status Start(Charset charset, size_t mark_bytes, std::string* out);
  absl::Status Convert(absl::string_view bytes, bool flush, std::string* out);

  Charset charset_;
  bool mark_checked_ = false;
  std::string held_;     // Bytes that wait for the decision.
  int64_t offset_ = 0;   // Of the first byte that is neither held nor converted.
  absl::Status status_;  // The first error.
  std::unique_ptr<Converter> converter_;
};

// A whole text at once.
absl::Status DecodeToUtf8(absl::string_view bytes, Charset charset, std::string* out);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_CHARSET_H_
