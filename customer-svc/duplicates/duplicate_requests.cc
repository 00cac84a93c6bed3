#include "customer-svc/duplicates/duplicate_requests.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/resource_name.h"
#include "common/text/phone.h"

namespace guanxi::customer {
namespace {

constexpr int kMostStewards = 20;

}  // namespace

absl::Status CheckFindDuplicates(const v1::FindDuplicatesRequest& request) {
  Violations violations;
  if (request.name().empty() == !request.has_customer()) {
    violations.Add("name", "either `name` or `customer` is required");
  }
  if (!request.phone_region().empty() && !text::IsPhoneRegion(request.phone_region())) {
    violations.Add("phone_region", "must be a region of ISO 3166 in capitals, such as CN or GB");
  }
  if (request.min_certainty() < 0 || request.min_certainty() > 999) {
    violations.Add("min_certainty", "must be 0 to 999");
  }
  if (request.max_results() < 0) violations.Add("max_results", "must not be negative");
  return violations.ToStatus();
}

absl::Status CheckScanDuplicates(const v1::ScanDuplicatesRequest& request) {
  Violations violations;
  const int certainty = request.min_certainty();
  if (certainty != 0 && (certainty < 500 || certainty > 999)) {
    violations.Add("min_certainty", "must be 0, or 500 to 999");
  }
  if (request.stewards_size() > kMostStewards) violations.Add("stewards", "has more than 20");
  for (int i = 0; i < request.stewards_size(); ++i) {
    if (!resource::ParseReference("users", request.stewards(i)).ok()) {
      violations.Add(absl::StrCat("stewards[", i, "]"), "must be `users/{uuid}`");
    }
  }
  return violations.ToStatus();
}

int64_t GuessesIn(const v1::Customer& stated, const resource::SearchRights& rights,
                  bool reaches_all) {
  const bool masks_code =
      rights.view != nullptr && policy::IsMasked(rights.view->AccessTo("organization.credit_code"));
  int64_t guesses = 0;
  if (!reaches_all || rights.masks_phones) guesses += stated.phones_size();
  if (!reaches_all || rights.masks_emails) guesses += stated.emails_size();
  const bool has_code = !stated.organization().credit_code().empty();
  return guesses + (has_code && (!reaches_all || masks_code) ? 1 : 0);
}

}  // namespace guanxi::customer
