#include "common/text/domain.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace guanxi::text {

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
    return absl::InvalidArgumentError("the domain is not a valid one");
  }
  if (ascii.find('.') == std::string::npos) {
    return absl::InvalidArgumentError("the domain has no dot");
  }
  return ascii;
}

}  // namespace guanxi::text
