#include "customer-svc/contact_rules.h"

#include "common/rules/party.h"
#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

constexpr int kMaxStance = 2;
constexpr int kMaxInfluence = 100;

}  // namespace

void NormalizeContact(const std::string& phone_region, v1::Contact* contact,
                      Violations* violations) {
  rules::NormalizeLine("display_name", contact->mutable_display_name(), violations);
  rules::NormalizeLine("title", contact->mutable_title(), violations);
  rules::NormalizeLine("department_name", contact->mutable_department_name(), violations);
  rules::NormalizeLine("wechat", contact->mutable_wechat(), violations);
  rules::NormalizeNote(contact->mutable_note());
  rules::NormalizePhones(phone_region, contact->mutable_phones(), violations);
  rules::NormalizeEmails(contact->mutable_emails(), violations);
}

void CheckContact(const v1::Contact* /*old*/, const v1::Contact& next, Violations* violations) {
  CheckStanding(next.stance(), next.influence(), violations);
}

void CheckStanding(int stance, int influence, Violations* violations) {
  if (stance < -kMaxStance || stance > kMaxStance) violations->Add("stance", "want -2 to 2");
  if (influence < 0 || influence > kMaxInfluence) violations->Add("influence", "want 0 to 100");
}

}  // namespace guanxi::customer
