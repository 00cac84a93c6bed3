// Who is told: what the directory says of a person.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PEOPLE_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PEOPLE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"

namespace guanxi {
class ServiceAccount;
}

namespace guanxi::workflow {

struct Person {
  bool active = false;  // false, too, of one that is not there
  std::string email;    // may be empty
  std::string locale;   // "zh-CN"; may be empty
};

// Asks the directory. Errors: those of the call, mostly UNAVAILABLE.
using FindPerson = std::function<absl::StatusOr<Person>(const Uuid& tenant, const Uuid& user)>;

// By UserService.GetUser at the gateway, as the service by the role that the tenant gives services;
// within 3 s. `account` is not owned.
FindPerson FindPersonAt(const std::string& gateway, ServiceAccount* account);

// Remembers what was found for a minute, so that who is told much is asked about once; errors are
// not remembered. Thread-safe. `clock` is not owned.
class People {
 public:
  People(FindPerson find, Clock* clock) : find_(std::move(find)), clock_(clock) {}

  absl::StatusOr<Person> Find(const Uuid& tenant, const Uuid& user);

 private:
  struct Known {
    Person person;
    absl::Time until;
  };

  const FindPerson find_;
  Clock* const clock_;
  Mutex mutex_;
  absl::flat_hash_map<std::pair<Uuid, Uuid>, Known> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PEOPLE_H_
