// The people of a customer: what is stated of them, and what was observed.
#ifndef GUANXI_CUSTOMER_SVC_POWER_PEOPLE_READER_H_
#define GUANXI_CUSTOMER_SVC_POWER_PEOPLE_READER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/stakeholder.pb.h"

namespace guanxi::customer {

// Reads within one transaction, of customers that the caller sees: contacts and stakeholders are
// theirs to see who see the customer. Fields are as they are stored.
//
// Owns nothing. Errors of all: those of common/db, and
//   FAILED_PRECONDITION  TOO_MANY_CONTACTS  there are more than 1,000
class PeopleReader {
 public:
  PeopleReader(db::Transaction* tx, const Uuid& tenant, const resource::Resource* contacts,
               const resource::Resource* stakeholders)
      : tx_(*tx), tenant_(tenant), contacts_(*contacts), stakeholders_(*stakeholders) {}

  // The contacts of a customer, in the order of their creation.
  absl::StatusOr<std::vector<v1::Contact>> Contacts(const Uuid& customer) const;
  // Those who spoke for us and have left: deleted contacts with the role CHAMPION. At most 100.
  absl::StatusOr<std::vector<v1::Contact>> LostChampions(const Uuid& customer) const;

  // Who takes part in the decision about an opportunity, and as what; contacts that are deleted,
  // too.
  struct Part {
    v1::Contact contact;
    v1::Stakeholder stakeholder;
  };
  absl::StatusOr<std::vector<Part>> Parts(const Uuid& customer, const Uuid& opportunity) const;

  // The interactions with each of some contacts who had any: how many since `since`, up to 100, and
  // when the last one was.
  struct Observed {
    int recent = 0;
    std::optional<absl::Time> last;
  };
  absl::StatusOr<std::map<std::string, Observed>> Interactions(
      absl::Span<const std::string> contacts, absl::Time since) const;

 private:
  db::Transaction& tx_;
  const Uuid tenant_;
  const resource::Resource& contacts_;
  const resource::Resource& stakeholders_;
};

// The statements, for the linter.
std::vector<db::Query> PeopleQueries(const resource::Resource& contacts,
                                     const resource::Resource& stakeholders);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POWER_PEOPLE_READER_H_
