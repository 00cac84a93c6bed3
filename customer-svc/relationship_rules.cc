#include "customer-svc/relationship_rules.h"

#include <string>

#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

using v1::Relationship;

constexpr int kMaxWeight = 100;
constexpr int kWhole = 10'000;

bool IsOfPeople(Relationship::Type type) {
  return type == Relationship::DOTTED_LINE_TO || type == Relationship::INFLUENCES;
}

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

// The customer, or the contact, from whom it goes: the name of it is that of the relationship up to
// where it is kept.
std::string SourceOf(const Relationship& relationship) {
  if (!relationship.source_contact().empty()) return relationship.source_contact();
  return relationship.name().substr(0, relationship.name().find("/relationships/"));
}

}  // namespace

void NormalizeRelationship(Relationship* relationship, Violations* /*violations*/) {
  rules::NormalizeNote(relationship->mutable_evidence());
}

void CheckRelationship(const Relationship& next, Violations* violations) {
  const int targets = (next.target_customer().empty() ? 0 : 1) +
                      (next.target_contact().empty() ? 0 : 1) +
                      (next.target_user().empty() ? 0 : 1);
  if (targets != 1) {
    violations->Add("target_customer",
                    "want exactly one of target_customer, target_contact and target_user");
  }
  if (IsOfPeople(next.type())) {
    if (next.source_contact().empty()) {
      violations->Add("source_contact", "is required: this type goes from a contact");
    }
    if (next.target_contact().empty()) {
      violations->Add("target_contact", "is required: this type leads to a contact");
    }
  }
  if (next.weight() < 0 || next.weight() > kMaxWeight) violations->Add("weight", "want 0 to 100");
  if (next.share_basis_points() < 0 || next.share_basis_points() > kWhole) {
    violations->Add("share_basis_points", "want 0 to 10000");
  }
  if (next.has_valid_from_date() && next.has_valid_to_date() &&
      DayOf(next.valid_to_date()) < DayOf(next.valid_from_date())) {
    violations->Add("valid_to_date", "is before valid_from_date");
  }
}

absl::Status CheckTieOfTwo(const Relationship& made) {
  const std::string source = SourceOf(made);
  if (source == made.target_customer()) {
    return InvalidField("target_customer", "is the source itself");
  }
  if (source == made.target_contact())
    return InvalidField("target_contact", "is the source itself");
  return absl::OkStatus();
}

bool HoldsOn(const Relationship& relationship, absl::CivilDay day) {
  if (relationship.has_valid_from_date() && day < DayOf(relationship.valid_from_date())) {
    return false;
  }
  return !relationship.has_valid_to_date() || day <= DayOf(relationship.valid_to_date());
}

int WeightOf(const Relationship& relationship) {
  return relationship.weight() > 0 ? relationship.weight() : kPlainWeight;
}

}  // namespace guanxi::customer
