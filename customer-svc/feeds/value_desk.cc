#include "customer-svc/feeds/value_desk.h"

#include <map>
#include <utility>

#include "common/approvals/snapshot.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::RegistryProfile;

std::string TextAt(const google::protobuf::Message& message, const std::string& path) {
  const std::vector<std::string> texts = approvals::TextsAt(message, path);
  return texts.empty() ? "" : texts[0];
}

// Writes what of the values the customer takes; false if its rules refuse one of them.
absl::StatusOr<bool> Store(UnitOfWork& work, const resource::Resource& customers,
                           const ResourceName& name, const FeedValues& values) {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(customers, name));
  Customer next;
  next.CopyFrom(*row.message);
  if (!FillValues(values, &next)) return true;
  const int writes = work.writes();
  const absl::Status stored = work.Update(customers, row, &next).status();
  if (!stored.ok() && IsAboutFields(stored) && work.writes() == writes) return false;
  GUANXI_RETURN_IF_ERROR(stored);
  return true;
}

}  // namespace

std::vector<FeedValue> ValuesOf(const RegistryProfile& profile) {
  std::vector<FeedValue> values;
  for (const char* field :
       {"business_scope", "establish_date", "legal_representative", "registered_capital"}) {
    std::string text = TextAt(profile, field);
    if (!text.empty()) values.push_back({std::string("organization.") + field, std::move(text)});
  }
  return values;
}

bool FillValues(const FeedValues& values, Customer* customer) {
  std::map<std::string, std::string> before;
  for (const FeedValue& one : values.before) before[one.field] = one.value;
  bool differs = false;
  for (const FeedValue& one : values.now) {
    const std::string had = TextAt(*customer, one.field);
    if (had == one.value) continue;
    const auto said = before.find(one.field);
    if (!had.empty() && (said == before.end() || said->second != had)) continue;
    Customer next = *customer;
    if (!approvals::SetTextsAt(one.field, {one.value}, &next).ok()) continue;
    *customer = std::move(next);
    differs = true;
  }
  return differs;
}

absl::Status FillingValueDesk::Apply(UnitOfWork& work, const ResourceName& customer,
                                     const FeedValues& values) const {
  GUANXI_ASSIGN_OR_RETURN(const bool are_stored, Store(work, *customers_, customer, values));
  if (are_stored) return absl::OkStatus();
  // One of them is refused; the others are taken each for itself.
  for (const FeedValue& one : values.now) {
    FeedValues alone = values;
    alone.now = {one};
    GUANXI_ASSIGN_OR_RETURN(const bool is_stored, Store(work, *customers_, customer, alone));
    if (is_stored) continue;
    Log(Severity::kInfo, "feed.value_refused", {{"source", values.source}, {"field", one.field}});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
