// Any bytes, cut anywhere: the decoder says the same as for the whole, and what it gives is UTF-8.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/text/charset.h"
#include "common/text/utf8.h"

namespace {

using guanxi::text::Charset;
using guanxi::text::CharsetDecoder;

absl::Status Decode(absl::string_view bytes, size_t piece, Charset charset, std::string* out) {
  CharsetDecoder decoder(charset);
  for (size_t i = 0; i < bytes.size(); i += piece) {
    const absl::Status status = decoder.Push(bytes.substr(i, piece), out);
    if (!status.ok()) return status;
  }
  return decoder.Finish(out);
}

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto charset = static_cast<Charset>(data[0] % 9);
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  std::string whole;
  const absl::Status status = Decode(bytes, size, charset, &whole);
  std::string pieces;
  Require(Decode(bytes, 1 + data[1] % 16, charset, &pieces) == status);
  if (!status.ok()) return 0;
  Require(whole == pieces);
  Require(guanxi::text::ValidateUtf8(whole).ok());
  return 0;
}
