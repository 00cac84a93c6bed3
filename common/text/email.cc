#include "common/text/email.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
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

absl::StatusOr<std::string> AsciiDomain(absl::string_view domain) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_NONTRANSITIONAL_TO_ASCII, status));
  if (U_FAILURE(status)) {
    return absl::InternalError(absl::StrCat("ICU IDNA: ", u_errorName(status)));
  }
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  idna->nameToASCII_UTF8({domain.data(), static_cast<int32_t>(domain.size())}, sink, info, status);
  if (U_FAILURE(status) || info.hasErrors() || ascii.empty()) {
    return Invalid("the domain after \"@\" is not a valid one");
  }
  if (ascii.find('.') == std::string::npos) return Invalid("the domain has no dot");
  return ascii;
}

}  // namespace

absl::StatusOr<Email> ParseEmail(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeText(text));
  if (normal.empty()) return Invalid("empty");
  const size_t at = normal.rfind('@');
  if (at == std::string::npos) return Invalid("no \"@\"");
  const absl::string_view local = absl::string_view(normal).substr(0, at);
  GUANXI_RETURN_IF_ERROR(CheckLocal(local));
  GUANXI_ASSIGN_OR_RETURN(const std::string domain,
                          AsciiDomain(absl::string_view(normal).substr(at + 1)));
  Email email{absl::StrCat(local, "@", domain),
              absl::StrCat(absl::AsciiStrToLower(local), "@", domain)};
  if (email.address.size() > kMaxEmailBytes) {
    return Invalid(absl::StrCat("more than ", kMaxEmailBytes, " bytes"));
  }
  return email;
}

}  // namespace guanxi::text
