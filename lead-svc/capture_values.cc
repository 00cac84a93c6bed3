#include "lead-svc/capture_values.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/resource/column.h"
#include "lead-svc/lead_rules.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using google::protobuf::FieldDescriptor;
using v1::Lead;
using v1::TouchValue;
using Phones = google::protobuf::RepeatedPtrField<type::v1::Phone>;
using Emails = google::protobuf::RepeatedPtrField<type::v1::Email>;

constexpr int kMaxPoints = 20;  // phones, and emails, of leads and customers

// Where in a record a value belongs; one of them, or none.
struct Slot {
  std::string* text = nullptr;
  Phones* phones = nullptr;
  Emails* emails = nullptr;
  int note_bytes = 0;  // of a text that others are added to: its limit
};

int MaxBytes(const google::protobuf::Descriptor* message, const char* field) {
  return resource::Rules(message->FindFieldByName(field)).max_bytes();
}

// Those that leads and customers have alike.
template <typename M>
Slot CommonSlot(absl::string_view field, M* record) {
  if (field == "phones") return {nullptr, record->mutable_phones(), nullptr};
  if (field == "emails") return {nullptr, nullptr, record->mutable_emails()};
  if (field == "industry") return {record->mutable_industry()};
  if (field == "region") return {record->mutable_region()};
  if (field == "city") return {record->mutable_city()};
  if (field == "note") {
    return {record->mutable_note(), nullptr, nullptr, MaxBytes(M::descriptor(), "note")};
  }
  return {};
}

Slot SlotIn(absl::string_view field, Lead* lead) {
  if (field == "display_name") return {lead->mutable_display_name()};
  if (field == "company") return {lead->mutable_company()};
  if (field == "job_title") return {lead->mutable_job_title()};
  if (field == "credit_code") return {lead->mutable_credit_code()};
  return CommonSlot(field, lead);
}

Slot SlotIn(absl::string_view field, Customer* customer) {
  if (field == "credit_code" && customer->type() == Customer::ORGANIZATION) {
    return {customer->mutable_organization()->mutable_credit_code()};
  }
  return CommonSlot(field, customer);
}

// What it has, of a list the first.
std::string FirstOf(const Slot& slot) {
  if (slot.phones != nullptr) return slot.phones->empty() ? "" : slot.phones->Get(0).number();
  if (slot.emails != nullptr) return slot.emails->empty() ? "" : slot.emails->Get(0).address();
  return *slot.text;
}

// The texts of a value: those that are seen by who sees a field of the lead.
std::vector<const FieldDescriptor*> Texts() {
  const auto* const type = TouchValue::descriptor();
  std::vector<const FieldDescriptor*> texts;
  for (int i = 0; i < type->field_count(); ++i) {
    if (resource::Rules(type->field(i)).has_copied_from()) texts.push_back(type->field(i));
  }
  return texts;
}

// In which of them a value for the field of Lead stands. The annotations decide, so that none
// stands where others see it; null: there is none for that field.
const FieldDescriptor* TextFor(absl::string_view field) {
  for (const FieldDescriptor* text : Texts()) {
    const absl::string_view path = resource::Rules(text).copied_from().path();
    if (path.substr(0, path.find('.')) == field) return text;
  }
  return nullptr;
}

bool Has(const Slot& slot, const std::string& value) {
  if (slot.phones != nullptr) {
    return std::any_of(slot.phones->begin(), slot.phones->end(),
                       [&](const type::v1::Phone& one) { return one.number() == value; });
  }
  if (slot.emails != nullptr) {
    return std::any_of(slot.emails->begin(), slot.emails->end(), [&](const type::v1::Email& one) {
      return absl::EqualsIgnoreCase(one.address(), value);
    });
  }
  if (slot.note_bytes == 0) return *slot.text == value;
  return absl::StrContains(absl::StrCat("\n", *slot.text, "\n"), absl::StrCat("\n", value, "\n"));
}

TouchValue::Outcome FillText(FillMode mode, const std::string& value, const Slot& slot) {
  if (slot.text->empty()) {
    *slot.text = value;
    return TouchValue::SET;
  }
  if (mode == FillMode::kEmpty) return TouchValue::KEPT;
  if (slot.note_bytes == 0) {
    *slot.text = value;
    return TouchValue::SET;
  }
  const std::string both = absl::StrCat(*slot.text, "\n", value);
  if (static_cast<int>(both.size()) > slot.note_bytes) return TouchValue::KEPT;
  *slot.text = both;
  return TouchValue::ADDED;
}

TouchValue::Outcome Fill(FillMode mode, const std::string& value, const Slot& slot) {
  const bool is_list = slot.phones != nullptr || slot.emails != nullptr;
  if (!is_list && slot.text == nullptr) return TouchValue::NO_FIELD;
  if (Has(slot, value)) return TouchValue::SAME;
  if (mode == FillMode::kHold) return TouchValue::HELD;
  if (!is_list) return FillText(mode, value, slot);
  const int size = slot.phones != nullptr ? slot.phones->size() : slot.emails->size();
  if (size >= kMaxPoints) return TouchValue::KEPT;
  if (slot.phones != nullptr) {
    slot.phones->Add()->set_number(value);
  } else {
    slot.emails->Add()->set_address(value);
  }
  return size == 0 ? TouchValue::SET : TouchValue::ADDED;
}

}  // namespace

bool IsCapturable(absl::string_view path) {
  Lead lead;
  const Slot slot = SlotIn(path, &lead);
  const bool is_taken = slot.text != nullptr || slot.phones != nullptr || slot.emails != nullptr;
  return is_taken && TextFor(path) != nullptr;
}

bool IsCapturedList(absl::string_view path) { return path == "phones" || path == "emails"; }

bool IsLeadName(absl::string_view path) { return path == "display_name" || path == "company"; }

void ReadValue(absl::string_view path, const std::string& field, const std::string& said,
               TouchValue* value, Violations* violations) {
  Lead lead;
  TouchValue raw;
  raw.set_text(said);
  raw.set_field(field);
  FillLead(FillMode::kEmpty, &raw, &lead);
  Violations own;
  NormalizeLead("CN", absl::Time(), &lead, &own);
  const auto faults = FieldViolations(own.ToStatus());
  if (!faults.empty()) {
    violations->Add(path, faults.front().description);
    return;
  }
  value->set_field(field);
  const Slot slot = SlotIn(field, &lead);
  value->GetReflection()->SetString(value, TextFor(field), FirstOf(slot));
  const bool is_text = slot.text != nullptr;
  if (is_text &&
      static_cast<int>(slot.text->size()) > MaxBytes(Lead::descriptor(), field.c_str())) {
    violations->Add(path, "is too long");
  }
}

std::string TextOf(const TouchValue& value) {
  const auto* const reflection = value.GetReflection();
  for (const FieldDescriptor* text : Texts()) {
    if (reflection->HasField(value, text)) return reflection->GetString(value, text);
  }
  return "";
}

void FillLead(FillMode mode, TouchValue* value, Lead* lead) {
  value->set_lead_outcome(Fill(mode, TextOf(*value), SlotIn(value->field(), lead)));
}

void FillCustomer(FillMode mode, TouchValue* value, Customer* customer) {
  const bool had_organization = customer->has_organization();
  value->set_customer_outcome(Fill(mode, TextOf(*value), SlotIn(value->field(), customer)));
  // Looking into it has made it.
  if (!had_organization && customer->organization().credit_code().empty()) {
    customer->clear_organization();
  }
}

}  // namespace guanxi::lead
