#include "customer-svc/resources.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/contact_rules.h"
#include "customer-svc/customer_rules.h"
#include "customer-svc/field_definition_rules.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

const DefinitionQueries& GetDefinitionQueries() {
  static const auto* const queries = new DefinitionQueries{
      {"field_definition.lock_oldest",
       "SELECT f.id FROM field_definitions f WHERE f.tenant_id = ? AND f.live = 1 AND "
       "f.resource_type = ? ORDER BY f.create_time, f.id LIMIT 1 FOR UPDATE"},
      {"field_definition.count_type",
       "SELECT COUNT(*) FROM field_definitions f WHERE f.tenant_id = ? AND f.resource_type = ?"},
      {"field_definition.select_by_key",
       "SELECT f.id, f.live FROM field_definitions f WHERE f.tenant_id = ? AND "
       "f.resource_type = ? AND f.field_key = ?"}};
  return *queries;
}

namespace {

using metadata::v1::FieldDefinition;
using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Contact;
using v1::Customer;
using v1::OwnershipRecord;

// Levels of a company tree or a reporting line.
constexpr int kMaxHierarchyDepth = 32;

// Follows a chain of references upwards from `name`, locking each row, so that two transactions
// cannot close a cycle together. `next_of` returns the name above, or "".
template <typename M>
absl::Status CheckChain(UnitOfWork& work, const Resource& resource, ChangeKind kind,
                        absl::string_view field, const std::string& self, std::string name,
                        const std::string& (M::*next_of)() const) {
  for (int depth = 0; !name.empty(); ++depth) {
    if (name == self) return InvalidField(field, "would make a cycle");
    if (depth == kMaxHierarchyDepth) {
      return InvalidField(field, absl::StrCat("is more than ", kMaxHierarchyDepth, " levels deep"));
    }
    GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                            resource::ParseName(resource.type(), name, field));
    const auto row = work.GetLive(resource, parsed);
    if (row.status().code() == absl::StatusCode::kNotFound) {
      // Only what the client names must exist; what lies above it may have been deleted, and so
      // may what a deleted record names that comes back.
      return depth == 0 && StatesValues(kind) ? InvalidField(field, "names nothing that exists")
                                              : absl::OkStatus();
    }
    GUANXI_RETURN_IF_ERROR(row.status());
    name = (static_cast<const M&>(*row->message).*next_of)();
  }
  return absl::OkStatus();
}

absl::Status CheckExists(UnitOfWork& work, const Resource& resource, absl::string_view field,
                         const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(resource.type(), name, field));
  const auto row = work.GetLive(resource, parsed);
  if (row.status().code() == absl::StatusCode::kNotFound) {
    return InvalidField(field, "names nothing that exists");
  }
  return row.status();
}

absl::Status RecordOwnership(UnitOfWork& work, const Resources& all, const Customer& old,
                             const Customer& next) {
  if (old.owner() == next.owner() && old.department() == next.department()) {
    return absl::OkStatus();
  }
  OwnershipRecord record;
  record.set_from_owner(old.owner());
  record.set_to_owner(next.owner());
  record.set_from_department(old.department());
  record.set_to_department(next.department());
  record.set_actor(work.principal().subject);
  record.set_reason(work.context().reason);
  ResourceName name;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName customer,
                          resource::ParseName(all.customers->type(), next.name(), "customer.name"));
  name.parent = customer.id;
  name.id = work.environment().uuids().Next();
  return work.Insert(*all.ownership_records, name, &record);
}

// Whether a reference may close a cycle: it is new, or its record comes back to life.
bool MayCloseCycle(ChangeKind kind, const std::string& before, const std::string& after) {
  return kind == ChangeKind::kUndeleted || (StatesValues(kind) && before != after);
}

absl::Status DeriveCustomer(UnitOfWork& work, const Resources& all, ChangeKind kind,
                            const Customer* old, const Customer& next) {
  if (MayCloseCycle(kind, old != nullptr ? old->parent_organization() : "",
                    next.parent_organization())) {
    GUANXI_RETURN_IF_ERROR(CheckChain<Customer>(work, *all.customers, kind, "parent_organization",
                                                next.name(), next.parent_organization(),
                                                &Customer::parent_organization));
  }
  if (!StatesValues(kind)) return absl::OkStatus();
  const absl::CivilDay today = absl::ToCivilDay(work.now(), absl::UTCTimeZone()) + 1;
  if (IsAfter(next.person().birth_date(), today)) {
    return InvalidField("person.birth_date", "lies in the future");
  }
  if (!next.referrer().empty() && (old == nullptr || old->referrer() != next.referrer())) {
    if (next.referrer() == next.name()) return InvalidField("referrer", "is the customer itself");
    GUANXI_RETURN_IF_ERROR(CheckExists(work, *all.customers, "referrer", next.referrer()));
  }
  return old == nullptr ? absl::OkStatus() : RecordOwnership(work, all, *old, next);
}

absl::Status DeriveContact(UnitOfWork& work, const Resources& all, ChangeKind kind,
                           const Contact* old, const Contact& next) {
  if (next.reports_to().empty() ||
      !MayCloseCycle(kind, old != nullptr ? old->reports_to() : "", next.reports_to())) {
    return absl::OkStatus();
  }
  const auto& type = all.contacts->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName self, resource::ParseName(type, next.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName superior,
                          resource::ParseName(type, next.reports_to(), "reports_to"));
  if (self.parent != superior.parent) {
    return InvalidField("reports_to", "names a contact of another customer");
  }
  return CheckChain<Contact>(work, *all.contacts, kind, "reports_to", next.name(),
                             next.reports_to(), &Contact::reports_to);
}

// A key stays taken when its definition is retired: stored values go by it. Who adds a definition
// waits for others who do: together they keep to the limit.
absl::Status DeriveFieldDefinition(UnitOfWork& work, const Resources& all, ChangeKind kind,
                                   const FieldDefinition& next) {
  if (kind != ChangeKind::kCreated) return absl::OkStatus();
  const DefinitionQueries& queries = GetDefinitionQueries();
  const auto tenant = work.principal().tenant.bytes();
  GUANXI_RETURN_IF_ERROR(work.tx().Select(queries.lock, {tenant, next.resource_type()}).status());
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows taken,
      work.tx().Select(queries.by_key, {tenant, next.resource_type(), next.key()}));
  if (!taken.empty()) {
    ResourceName holder;
    GUANXI_ASSIGN_OR_RETURN(holder.id, Uuid::FromBytes(taken[0].String(0)));
    return AlreadyTaken("FIELD_DEFINITION", absl::StrCat("the key ", next.key()),
                        resource::FormatName(all.field_definitions->type(), holder),
                        /*deleted=*/!taken[0].Bool(1));
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows count,
                          work.tx().Select(queries.count, {tenant, next.resource_type()}));
  if (count[0].Int64(0) < kMaxFieldDefinitions) return absl::OkStatus();
  return FailedPrecondition(
      "TOO_MANY_FIELD_DEFINITIONS", next.resource_type(),
      absl::StrCat("a kind of resource has at most ", kMaxFieldDefinitions,
                   " custom fields, retired ones included: bring a retired one back instead"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create() {
  auto all = std::make_unique<Resources>();
  const Resources* const self = all.get();

  resource::Behavior<Customer> customer;
  customer.normalize = [](const resource::WriteContext& context, Customer* message,
                          Violations* violations) {
    NormalizeCustomer(context.phone_region, message, violations);
  };
  customer.check = [](ChangeKind kind, const Customer* old, const Customer& next, Violations* v) {
    if (StatesValues(kind)) CheckCustomer(old, next, v);
  };
  customer.derive = [self](UnitOfWork& work, ChangeKind kind, const Customer* old,
                           const Customer& next) {
    return DeriveCustomer(work, *self, kind, old, next);
  };
  customer.name_kind = [](const Customer& message) {
    return message.type() == Customer::PERSON ? text::NameKind::kPerson : text::NameKind::kOther;
  };
  GUANXI_ASSIGN_OR_RETURN(all->customers, Resource::Create(customer));

  resource::Behavior<Contact> contact;
  contact.normalize = [](const resource::WriteContext& context, Contact* message,
                         Violations* violations) {
    NormalizeContact(context.phone_region, message, violations);
  };
  contact.check = [](ChangeKind kind, const Contact* old, const Contact& next, Violations* v) {
    if (StatesValues(kind)) CheckContact(old, next, v);
  };
  contact.derive = [self](UnitOfWork& work, ChangeKind kind, const Contact* old,
                          const Contact& next) {
    return DeriveContact(work, *self, kind, old, next);
  };
  contact.name_kind = [](const Contact&) { return text::NameKind::kPerson; };
  GUANXI_ASSIGN_OR_RETURN(all->contacts, Resource::Create(contact));

  GUANXI_ASSIGN_OR_RETURN(all->ownership_records,
                          Resource::Create(resource::Behavior<OwnershipRecord>()));

  resource::Behavior<FieldDefinition> definition;
  definition.check = [](ChangeKind kind, const FieldDefinition* old, const FieldDefinition& next,
                        Violations* v) {
    if (StatesValues(kind)) CheckFieldDefinition(old, next, v);
  };
  definition.derive = [self](UnitOfWork& work, ChangeKind kind, const FieldDefinition* /*old*/,
                             const FieldDefinition& next) {
    return DeriveFieldDefinition(work, *self, kind, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->field_definitions, Resource::Create(definition));
  return std::unique_ptr<const Resources>(std::move(all));
}

}  // namespace guanxi::customer
