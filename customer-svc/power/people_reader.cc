#include "customer-svc/power/people_reader.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "guanxi/customer/v1/interaction.pb.h"

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::Stakeholder;

constexpr size_t kMostPeople = 1'000;
constexpr int64_t kMostLost = 100;
constexpr int64_t kMostObserved = 100;

db::Query SelectContacts(const resource::Resource& contacts) {
  return {"people.select_contacts",
          absl::StrCat("SELECT ", resource::RowColumns(contacts.type(), "c"),
                       " FROM contacts c FORCE INDEX (idx_parent_id_create_time) "
                       "WHERE c.tenant_id = ? AND c.live = 1 AND c.parent_id = ? "
                       "ORDER BY c.create_time, c.id LIMIT ?")};
}

db::Query SelectLost(const resource::Resource& contacts) {
  return {"people.select_lost",
          absl::StrCat("SELECT ", resource::RowColumns(contacts.type(), "c"),
                       " FROM contacts c FORCE INDEX (idx_parent_id_create_time) "
                       "WHERE c.tenant_id = ? AND c.live = 0 AND c.parent_id = ? "
                       "AND c.decision_role = ? ORDER BY c.create_time, c.id LIMIT ?")};
}

db::Query SelectParts(const resource::Resource& stakeholders) {
  return {"people.select_parts",
          absl::StrCat("SELECT ", resource::RowColumns(stakeholders.type(), "s"),
                       " FROM stakeholders s FORCE INDEX (idx_opportunity_id_create_time) "
                       "WHERE s.tenant_id = ? AND s.live = 1 AND s.opportunity_id = ? "
                       "AND s.parent_id = ? ORDER BY s.create_time, s.id LIMIT ?")};
}

// Contacts of one statement.
constexpr size_t kObservedAtOnce = 64;
constexpr char kOfOne[] =
    "(SELECT contact, occur_time FROM interactions FORCE INDEX (idx_contact_occur_time) "
    "WHERE tenant_id = ? AND live = 1 AND contact = ? AND channel <> ? "
    "ORDER BY occur_time DESC LIMIT ?)";

// The newest of each of so many contacts.
db::Query SelectInteractions(size_t contacts) {
  return {"people.select_interactions",
          absl::StrJoin(std::vector<std::string>(contacts, kOfOne), " UNION ALL ")};
}

absl::Status TooMany(const Uuid& customer) {
  return FailedPrecondition("TOO_MANY_CONTACTS", absl::StrCat("customers/", customer.ToString()),
                            absl::StrCat("it has more than ", kMostPeople, " people"));
}

template <typename M>
absl::StatusOr<std::vector<M>> Decode(const resource::Resource& resource, const db::Rows& rows) {
  std::vector<M> messages;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored,
                            resource::DecodeRow(resource.type(), row));
    messages.push_back(static_cast<const M&>(*stored.message));
  }
  return messages;
}

}  // namespace

absl::StatusOr<std::vector<Contact>> PeopleReader::Contacts(const Uuid& customer) const {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_.Select(SelectContacts(contacts_), {tenant_.bytes(), customer.bytes(), kMostPeople + 1}));
  if (rows.size() > kMostPeople) return TooMany(customer);
  return Decode<Contact>(contacts_, rows);
}

absl::StatusOr<std::vector<Contact>> PeopleReader::LostChampions(const Uuid& customer) const {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx_.Select(SelectLost(contacts_), {tenant_.bytes(), customer.bytes(),
                                                             int{Contact::CHAMPION}, kMostLost}));
  return Decode<Contact>(contacts_, rows);
}

absl::StatusOr<std::vector<PeopleReader::Part>> PeopleReader::Parts(const Uuid& customer,
                                                                    const Uuid& opportunity) const {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(SelectParts(stakeholders_),
                                                          {tenant_.bytes(), opportunity.bytes(),
                                                           customer.bytes(), kMostPeople + 1}));
  if (rows.size() > kMostPeople) return TooMany(customer);
  GUANXI_ASSIGN_OR_RETURN(std::vector<Stakeholder> stakeholders,
                          Decode<Stakeholder>(stakeholders_, rows));
  std::vector<Uuid> ids;
  for (const Stakeholder& one : stakeholders) {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(contacts_.type(), one.contact(), "contact"));
    ids.push_back(name.id);
  }
  std::map<std::string, Contact> by_name;
  for (absl::Span<const Uuid> left = ids; !left.empty();) {
    const auto some = left.subspan(0, std::min(left.size(), resource::kMaxIdsPerSelect));
    left.remove_prefix(some.size());
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {tenant_.bytes()};
    resource::AppendIds(some, marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows found,
                            tx_.Select(contacts_.SelectMany(marks, resource::Lock::kNone), values));
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Contact> contacts, Decode<Contact>(contacts_, found));
    for (const Contact& contact : contacts) by_name[contact.name()] = contact;
  }
  std::vector<Part> parts;
  for (Stakeholder& one : stakeholders) {
    const auto contact = by_name.find(one.contact());
    if (contact != by_name.end()) parts.push_back({contact->second, std::move(one)});
  }
  return parts;
}

absl::StatusOr<std::map<std::string, PeopleReader::Observed>> PeopleReader::Interactions(
    absl::Span<const std::string> contacts, absl::Time since) const {
  std::map<std::string, Observed> all;
  while (!contacts.empty()) {
    const auto some = contacts.subspan(0, std::min(contacts.size(), kObservedAtOnce));
    contacts.remove_prefix(some.size());
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values;
    for (size_t i = 0; i < marks; ++i) {
      values.emplace_back(tenant_.bytes());
      values.push_back(i < some.size() ? db::Value(some[i]) : db::Value());  // NULL: nobody
      values.emplace_back(int{v1::Interaction::SYSTEM});
      values.emplace_back(kMostObserved);
    }
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_.Select(SelectInteractions(marks), values));
    for (const db::Row row : rows) {
      Observed& observed = all[std::string(row.String(0))];
      const absl::Time time = row.Time(1);
      if (!observed.last.has_value() || time > *observed.last) observed.last = time;
      if (time >= since) ++observed.recent;
    }
  }
  return all;
}

std::vector<db::Query> PeopleQueries(const resource::Resource& contacts,
                                     const resource::Resource& stakeholders) {
  return {SelectContacts(contacts), SelectLost(contacts), SelectParts(stakeholders),
          SelectInteractions(2)};
}

}  // namespace guanxi::customer
