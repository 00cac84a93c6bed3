// Any bytes as a page token are refused; any cursor survives its token; a token that
// was changed in one place is refused.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/page/page_token.h"
#include "common/testing/fake_clock.h"

namespace guanxi::page {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequireRefused(const absl::StatusOr<Cursor>& cursor) {
  Require(!cursor.ok() && Reason(cursor.status()) == "INVALID_PAGE_TOKEN");
}

// Cuts the input into sort values at every zero byte; a value "\1" stands for NULL.
Cursor MakeCursor(absl::string_view bytes) {
  Cursor cursor;
  cursor.backward = bytes.size() % 2 == 1;
  cursor.last_id = std::string(bytes.substr(0, 16));
  cursor.extra = std::string(bytes.substr(bytes.size() / 2));
  while (!bytes.empty()) {
    const absl::string_view value = bytes.substr(0, bytes.find('\0'));
    cursor.sort_values.push_back(value == "\1" ? std::nullopt
                                               : std::make_optional(std::string(value)));
    bytes.remove_prefix(std::min(value.size() + 1, bytes.size()));
  }
  return cursor;
}

void Check(absl::string_view bytes) {
  static FakeClock clock(absl::FromUnixSeconds(1700000000));
  static const auto* const tokens =
      new PageTokens(crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value(), &clock);
  const Principal principal;
  const Query query = {"Service/List", bytes, &principal};
  RequireRefused(tokens->Read(query, bytes));
  if (bytes.empty()) return;

  const Cursor cursor = MakeCursor(bytes);
  std::string token = tokens->Make(query, cursor).value();
  const auto read = tokens->Read(query, token);
  if (token.size() > 16 * 1024) return RequireRefused(read);
  Require(read.ok() && read->sort_values == cursor.sort_values && read->last_id == cursor.last_id &&
          read->backward == cursor.backward && read->extra == cursor.extra);

  const std::string longer = std::string(bytes) + "x";
  RequireRefused(tokens->Read({query.method, longer, &principal}, token));
  char& changed = token[static_cast<uint8_t>(bytes[0]) * bytes.size() % token.size()];
  changed = changed == 'A' ? 'B' : 'A';
  RequireRefused(tokens->Read(query, token));
}

}  // namespace
}  // namespace guanxi::page

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  guanxi::page::Check(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
