#include "customer-svc/graph/graph_reader.h"

#include <iterator>
#include <map>
#include <utility>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "customer-svc/graph/tie_queries.h"
#include "customer-svc/graph/tie_rows.h"
#include "guanxi/customer/v1/contact.pb.h"

namespace guanxi::customer {

struct GraphReader::Layer {
  std::vector<db::Value> customers, contacts, contact_names, users;
  std::map<Uuid, Uuid> customer_of;  // of contacts
};

absl::Status GraphReader::AddRelated(const Layer& layer, std::set<Tie>* ties) const {
  const std::string day = absl::FormatCivilTime(day_);
  const struct {
    const char* column;
    const char* index;
    const std::vector<db::Value>& wanted;
  } ways[] = {
      {"parent_id", "idx_parent_id_create_time", layer.customers},
      {"target_customer_id", "idx_target_customer_id_create_time", layer.customers},
      {"source_contact", "idx_source_contact_create_time", layer.contact_names},
      {"target_contact", "idx_target_contact_create_time", layer.contact_names},
      {"target_user_id", "idx_target_user_id_create_time", layer.users},
  };
  for (const auto& way : ways) {
    const bool is_customer = way.column == absl::string_view("parent_id");
    GUANXI_RETURN_IF_ERROR(VisitTies(
        visible_, {way.wanted, {}, {day, day}},
        [&](size_t marks) { return SelectRelated(way.column, way.index, marks); },
        [&](const db::Row& row) -> absl::Status {
          // What is kept with a customer may go from a contact of it.
          if (is_customer && !row.String(4).empty()) return absl::OkStatus();
          GUANXI_ASSIGN_OR_RETURN(Tie tie, RelatedOf(row));
          ties->insert(std::move(tie));
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status GraphReader::AddWork(const Layer& layer, std::set<Tie>* ties) const {
  const auto add = [&](const Uuid& customer, const Uuid& contact) {
    Tie tie;
    tie.kind = v1::WORKS_AT;
    tie.source = ContactNameOf(customer, contact);
    tie.target = CustomerNameOf(customer);
    ties->insert(std::move(tie));
  };
  for (const auto& [contact, customer] : layer.customer_of) add(customer, contact);
  return VisitTies(visible_, {layer.customers}, SelectWorkers,
                   [&](const db::Row& row) -> absl::Status {
                     GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
                     GUANXI_ASSIGN_OR_RETURN(const Uuid contact, Uuid::FromBytes(row.String(1)));
                     add(customer, contact);
                     return absl::OkStatus();
                   });
}

absl::Status GraphReader::AddParts(const Layer& layer, std::set<Tie>* ties) const {
  for (const auto select : {SelectWhole, SelectParts}) {
    GUANXI_RETURN_IF_ERROR(
        VisitTies(visible_, {layer.customers}, select, [&](const db::Row& row) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const Uuid part, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(const Uuid whole, Uuid::FromBytes(row.String(1)));
          Tie tie;
          tie.kind = v1::PART_OF;
          tie.source = CustomerNameOf(part);
          tie.target = CustomerNameOf(whole);
          ties->insert(std::move(tie));
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status GraphReader::AddAcquaintance(const Layer& layer, std::set<Tie>* ties) const {
  const auto add = [&](const Uuid& customer, const Uuid& contact, const Uuid& user) {
    Tie tie;
    tie.kind = v1::KNOWN_BY;
    tie.source = ContactNameOf(customer, contact);
    tie.target = UserNameOf(user);
    ties->insert(std::move(tie));
  };
  const std::vector<db::Value> set = {visible_.contacts().type().number(),
                                      int{v1::Contact::kKnownByFieldNumber}};
  GUANXI_RETURN_IF_ERROR(VisitTies(
      visible_, {layer.contacts, set}, SelectKnowers, [&](const db::Row& row) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Uuid contact, Uuid::FromBytes(row.String(0)));
        GUANXI_ASSIGN_OR_RETURN(const Uuid user, Uuid::FromBytes(row.String(1)));
        add(layer.customer_of.at(contact), contact, user);
        return absl::OkStatus();
      }));
  return VisitTies(visible_, {layer.users, set}, SelectKnown,
                   [&](const db::Row& row) -> absl::Status {
                     GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(row.String(0)));
                     GUANXI_ASSIGN_OR_RETURN(const Uuid contact, Uuid::FromBytes(row.String(1)));
                     GUANXI_ASSIGN_OR_RETURN(const Uuid user, Uuid::FromBytes(row.String(2)));
                     add(customer, contact, user);
                     return absl::OkStatus();
                   });
}

absl::StatusOr<std::set<Tie>> GraphReader::TiesOf(absl::Span<const Party> parties) const {
  Layer layer;
  for (const Party& party : parties) {
    switch (party.kind) {
      case Party::Kind::kCustomer:
        layer.customers.emplace_back(party.id.bytes());
        break;
      case Party::Kind::kContact:
        layer.contacts.emplace_back(party.id.bytes());
        layer.contact_names.emplace_back(NameOf(party));
        layer.customer_of[party.id] = party.customer;
        break;
      case Party::Kind::kUser:
        layer.users.emplace_back(party.id.bytes());
        break;
    }
  }
  std::set<Tie> ties;
  if (kinds_.count(v1::RELATED) != 0) GUANXI_RETURN_IF_ERROR(AddRelated(layer, &ties));
  if (kinds_.count(v1::WORKS_AT) != 0) GUANXI_RETURN_IF_ERROR(AddWork(layer, &ties));
  if (kinds_.count(v1::PART_OF) != 0) GUANXI_RETURN_IF_ERROR(AddParts(layer, &ties));
  if (kinds_.count(v1::KNOWN_BY) != 0) GUANXI_RETURN_IF_ERROR(AddAcquaintance(layer, &ties));
  GUANXI_RETURN_IF_ERROR(Restrict(&ties));
  return ties;
}

absl::StatusOr<std::set<std::string>> GraphReader::Seen(absl::Span<const Party> parties) const {
  std::vector<Uuid> contacts;
  std::set<Uuid> customers;
  for (const Party& party : parties) {
    if (party.kind == Party::Kind::kUser) continue;
    if (party.kind == Party::Kind::kContact) contacts.push_back(party.id);
    customers.insert(party.kind == Party::Kind::kContact ? party.customer : party.id);
  }
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> live, visible_.LiveCustomers(std::vector<Uuid>(
                                                         customers.begin(), customers.end())));
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> people, visible_.LiveContacts(contacts));
  std::set<std::string> seen;
  for (const Party& party : parties) {
    const bool is_seen = party.kind == Party::Kind::kUser ||
                         (party.kind == Party::Kind::kCustomer && live.count(party.id) != 0) ||
                         (party.kind == Party::Kind::kContact && live.count(party.customer) != 0 &&
                          people.count(party.id) != 0);
    if (is_seen) seen.insert(NameOf(party));
  }
  return seen;
}

absl::Status GraphReader::Restrict(std::set<Tie>* ties) const {
  std::map<std::string, Party> ends;
  for (const Tie& tie : *ties) {
    for (const std::string& end : {tie.source, tie.target}) {
      if (ends.count(end) != 0) continue;
      GUANXI_ASSIGN_OR_RETURN(ends[end], ParseParty(visible_.customers().type(),
                                                    visible_.contacts().type(), end, "party"));
    }
  }
  std::vector<Party> parties;
  for (const auto& [name, party] : ends) parties.push_back(party);
  GUANXI_ASSIGN_OR_RETURN(const std::set<std::string> seen, Seen(parties));
  for (auto it = ties->begin(); it != ties->end();) {
    const bool is_seen = seen.count(it->source) != 0 && seen.count(it->target) != 0;
    it = is_seen ? std::next(it) : ties->erase(it);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
