#include "customer-svc/feeds/value_desk.h"

#include <map>
#include <utility>

#include "common/approvals/snapshot.h"
#include "common/base/log.h"
#include "common/errors/errors.h"

namespace guanxi::customer {
namespace {

using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::RegistryProfile;

std::string TextAt(const google::protobuf::Message& message, const std::string& path) {
  const std::vector<std::string> texts = approvals::TextsAt(message, path);
  return texts.empty() ? "" : texts[0];
}

// Writes it alone, if the rules of customers let it.
absl::Status Store(UnitOfWork& work, const resource::Resource& customers, const Stored& customer,
                   Customer* next, bool* is_refused) {
  const int writes = work.writes();
  const absl::Status stored = work.Update(customers, customer, next).status();
  *is_refused = !stored.ok() && IsAboutFields(stored) && work.writes() == writes;
  return *is_refused ? absl::OkStatus() : stored;
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

absl::Status FillingValueDesk::Apply(UnitOfWork& work, const Stored& customer,
                                     const FeedValues& values) const {
  Customer next;
  next.CopyFrom(*customer.message);
  if (!FillValues(values, &next)) return absl::OkStatus();
  bool is_refused = false;
  const absl::Status stored = Store(work, *customers_, customer, &next, &is_refused);
  if (!is_refused) return stored;
  // One of them is; the others are taken each for itself.
  Stored row = customer;
  for (const FeedValue& one : values.now) {
    next.CopyFrom(*row.message);
    FeedValues alone = values;
    alone.now = {one};
    if (!FillValues(alone, &next)) continue;
    const absl::Status status = Store(work, *customers_, row, &next, &is_refused);
    if (!status.ok()) return status;
    if (is_refused) {
      Log(Severity::kInfo, "feed.value_refused", {{"source", values.source}, {"field", one.field}});
    }
    work.Newest(*customers_, &row);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
