#include "common/text/website.h"

#include <re2/re2.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/text/domain.h"
#include "common/text/fold.h"

namespace guanxi::text {
namespace {

absl::Status Invalid(absl::string_view why) { return absl::InvalidArgumentError(why); }

}  // namespace

absl::StatusOr<std::string> ParseWebsite(absl::string_view text) {
  static const auto& parts =
      *new RE2("^(?:(?i:(https?):)?//)?(([^/?#:@]+)(?::\\d{1,5})?([/?#].*)?)$");
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeText(text));
  absl::string_view site = normal;
  for (absl::string_view mark : {".", ",", ";", "。", "、"}) absl::ConsumeSuffix(&site, mark);
  if (site.find_first_of(" ;,<>\"") != absl::string_view::npos || absl::StrContains(site, "、")) {
    return Invalid("must be one address of a web site such as https://example.com");
  }
  std::string scheme, rest, host;
  if (!RE2::FullMatch(std::string(site), parts, &scheme, &rest, &host)) {
    return Invalid("must be a web site's address such as https://example.com");
  }
  // What has a scheme is taken at its word: a name of the intranet has no dot.
  if (scheme.empty()) {
    const auto domain = AsciiDomain(host);
    if (!domain.ok()) return Invalid(absl::StrCat("not a web site: ", domain.status().message()));
    scheme = "https";
  }
  return absl::StrCat(absl::AsciiStrToLower(scheme), "://", rest);
}

}  // namespace guanxi::text
