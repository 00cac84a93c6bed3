#include "customer-svc/dedupe/customer_record.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/text/company_name.h"
#include "customer-svc/dedupe/public_domains.h"

namespace guanxi::dedupe {
namespace {

using customer::v1::Customer;

// Values of a field as they are found, each once.
class Values {
 public:
  Values(const Schema& schema, size_t field, Record* record)
      : kind_(schema[field].kind), values_(&record->fields[field]) {}

  void Add(absl::string_view raw) {
    if (raw.empty() || values_->size() >= kMaxValues) return;
    Value value = MakeValue(kind_, raw);
    if (!value.text.empty() && seen_.insert(value.text).second) {
      values_->push_back(std::move(value));
    }
  }

 private:
  static constexpr size_t kMaxValues = 5;

  const Kind kind_;
  std::vector<Value>* const values_;
  std::set<std::u32string> seen_;
};

void AddDomains(const Customer& customer, Values values) {
  const absl::string_view host = HostOf(customer.organization().website());
  if (!IsPublicDomain(host)) values.Add(host);
  for (const auto& email : customer.emails()) {
    const absl::string_view address = email.address();
    const size_t at = address.rfind('@');
    if (at == absl::string_view::npos) continue;
    const absl::string_view domain = address.substr(at + 1);
    if (!IsPublicDomain(domain)) values.Add(domain);
  }
}

template <typename Address>
std::string TextOf(const Address& address) {
  return absl::StrCat(address.district(), " ", address.street());
}

// The fields that persons have, too; `first` is the number of the first of them.
void AddContactPoints(const Schema& schema, const Customer& customer, size_t first,
                      Record* record) {
  Values phones(schema, first, record);
  for (const auto& phone : customer.phones()) phones.Add(phone.number());
  Values emails(schema, first + 1, record);
  for (const auto& email : customer.emails()) emails.Add(email.address());
  Values addresses(schema, first + 2, record);
  for (const auto& address : customer.addresses()) addresses.Add(TextOf(address));
}

void AddCompanyName(const Schema& schema, const Customer& customer, Record* record) {
  Values brand(schema, 0, record);
  Values trade(schema, 1, record);
  Values seat(schema, 2, record);
  Values form(schema, 3, record);
  const auto add = [&](const std::string& name) {
    const auto parts = text::ParseCompanyName(name);
    if (!parts.ok()) return;
    brand.Add(parts->brand);
    trade.Add(parts->industry);
    seat.Add(parts->region);
    form.Add(parts->legal_form);
  };
  add(customer.display_name());
  for (const std::string& alias : customer.aliases()) add(alias);
  if (record->fields[2].empty()) seat.Add(customer.city());
}

Record OrganizationRecord(const Customer& customer) {
  const Schema& schema = SchemaOf(Customer::ORGANIZATION);
  Record record;
  record.fields.resize(schema.size());
  AddCompanyName(schema, customer, &record);
  AddContactPoints(schema, customer, 4, &record);
  const auto& organization = customer.organization();
  Values(schema, 6, &record).Add(TextOf(organization.registered_address()));
  AddDomains(customer, Values(schema, 7, &record));
  Values(schema, 8, &record).Add(organization.credit_code());
  Values(schema, 9, &record).Add(organization.legal_representative());
  return record;
}

Record PersonRecord(const Customer& customer) {
  const Schema& schema = SchemaOf(Customer::PERSON);
  Record record;
  record.fields.resize(schema.size());
  Values names(schema, 0, &record);
  names.Add(customer.display_name());
  for (const std::string& alias : customer.aliases()) names.Add(alias);
  AddContactPoints(schema, customer, 1, &record);
  const auto& person = customer.person();
  const auto& birth = person.birth_date();
  if (birth.year() > 0 && birth.month() > 0 && birth.day() > 0) {
    Values(schema, 4, &record)
        .Add(absl::StrFormat("%04d%02d%02d", birth.year(), birth.month(), birth.day()));
  }
  Values(schema, 5, &record).Add(person.wechat());
  Values(schema, 6, &record).Add(customer.city());
  return record;
}

}  // namespace

absl::string_view HostOf(absl::string_view website) {
  const size_t scheme = website.find("://");
  if (scheme != absl::string_view::npos) website.remove_prefix(scheme + 3);
  absl::ConsumePrefix(&website, "www.");
  return website.substr(0, website.find_first_of(":/?#"));
}

const Schema& SchemaOf(Customer::Type type) {
  static const Schema& organizations = *new Schema{
      {"display_name", Kind::kBrand},     {"display_name.trade", Kind::kTrade},
      {"display_name.seat", Kind::kSeat}, {"display_name.legal_form", Kind::kText},
      {"phones", Kind::kPhone},           {"emails", Kind::kEmail},
      {"addresses", Kind::kAddress},      {"domain", Kind::kDomain},
      {kCreditCodeField, Kind::kCode},    {"organization.legal_representative", Kind::kPersonName},
  };
  static const Schema& persons = *new Schema{
      {"display_name", Kind::kPersonName},
      {"phones", Kind::kPhone},
      {"emails", Kind::kEmail},
      {"addresses", Kind::kAddress},
      {"person.birth_date", Kind::kDate},
      {"person.wechat", Kind::kCode},
      {"city", Kind::kPlace},
  };
  return type == Customer::PERSON ? persons : organizations;
}

Record RecordOf(const Customer& customer) {
  return customer.type() == Customer::PERSON ? PersonRecord(customer)
                                             : OrganizationRecord(customer);
}

}  // namespace guanxi::dedupe
