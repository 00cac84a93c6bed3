#include "common/text/email.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/text/domain.h"
#include "common/text/fold.h"

namespace guanxi::text {
namespace {

constexpr absl::string_view kLocalPunctuation = "!#$%&'*+-/=?^_`{|}~.";

absl::Status Invalid(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not an e-mail address: ", what));
}

// ASCII atoms and dots, and any character beyond ASCII (RFC 6531).
absl::Status CheckLocal(absl::string_view local) {
  if (local.empty()) return Invalid("nothing before \"@\"");
  if (local.size() > kMaxEmailLocalBytes) {
    return Invalid(absl::StrCat("more than ", kMaxEmailLocalBytes, " bytes before \"@\""));
  }
  for (char c : local) {
    const bool ok = absl::ascii_isalnum(c) || !absl::ascii_isascii(c) ||
                    kLocalPunctuation.find(c) != absl::string_view::npos;
    if (!ok) return Invalid(absl::StrCat("\"", std::string(1, c), "\" before \"@\""));
  }
  if (local.front() == '.' || local.back() == '.' || local.find("..") != absl::string_view::npos) {
    return Invalid("a dot at an end of the part before \"@\", or two in a row");
  }
  return absl::OkStatus();
}

// Joiners are part of the spelling of some scripts, but not of an address in ASCII.
std::string WithoutJoiners(const std::string& text) {
  std::string plain = absl::StrReplaceAll(text, {{"\u200C", ""}, {"\u200D", ""}});
  return std::all_of(plain.begin(), plain.end(), absl::ascii_isascii) ? plain : text;
}

// The address in what was written, and the words with it.
struct Written {
  std::string address;
  std::string around;
};

std::string Trim(absl::string_view text) {
  const auto consume_end = [&text] {
    if (text.empty()) return false;
    if (absl::ConsumeSuffix(&text, "。") || absl::ConsumeSuffix(&text, "、")) return true;
    if (!absl::StrContains(" .,;:\"", text.back())) return false;
    text.remove_suffix(1);
    return true;
  };
  while (consume_end()) {
  }
  while (!text.empty() && absl::StrContains(" ,;:\"", text.front())) text.remove_prefix(1);
  return std::string(text);
}

// `张三 <a@b.cn>`, `a@b.cn (张三)`, `邮箱:a@b.cn`; of anything else the whole is the address.
Written TakeApart(absl::string_view normal) {
  static const auto& named = *new RE2("^([^<>@]*)<([^<>]*)>[.,; ]*$");
  static const auto& commented = *new RE2("^([^()]*@[^() ]*) *\\(([^()@]*)\\)[.,; ]*$");
  static const auto& labelled = *new RE2("^([^:@]*[^:@ ]) *: *([^:/][^:]*@[^:]*)$");
  const std::string text = Trim(normal);
  Written written;
  if (!RE2::FullMatch(text, named, &written.around, &written.address) &&
      !RE2::FullMatch(text, commented, &written.address, &written.around) &&
      !RE2::FullMatch(text, labelled, &written.around, &written.address)) {
    written.address = text;
  }
  if (absl::EqualsIgnoreCase(written.around, "mailto")) written.around.clear();
  written.around = Trim(written.around);
  absl::string_view address = written.address;
  if (absl::StartsWithIgnoreCase(address, "mailto:")) address.remove_prefix(7);
  written.address = Trim(address);
  return written;
}

}  // namespace

absl::StatusOr<Email> ParseEmail(absl::string_view text, std::string* around) {
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeText(text));
  if (normal.empty()) return Invalid("empty");
  Written written = TakeApart(normal);
  written.address = WithoutJoiners(written.address);
  const std::string& address = written.address;
  const size_t at = address.rfind('@');
  if (at == std::string::npos) return Invalid("no \"@\"");
  const absl::string_view local = absl::string_view(address).substr(0, at);
  GUANXI_RETURN_IF_ERROR(CheckLocal(local));
  const auto domain = AsciiDomain(absl::string_view(address).substr(at + 1));
  if (!domain.ok()) return Invalid(domain.status().message());
  Email email{absl::StrCat(local, "@", *domain),
              absl::StrCat(absl::AsciiStrToLower(local), "@", *domain)};
  if (email.address.size() > kMaxEmailBytes) {
    return Invalid(absl::StrCat("more than ", kMaxEmailBytes, " bytes"));
  }
  if (around == nullptr && !written.around.empty()) return Invalid("a name or word beside it");
  if (around != nullptr) *around = std::move(written.around);
  return email;
}

}  // namespace guanxi::text
