// Whether what is stored agrees with what the writers were told: a pure comparison.
#ifndef GUANXI_TESTS_FAULT_VERDICT_H_
#define GUANXI_TESTS_FAULT_VERDICT_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace guanxi::fault {

// What the writers were told, complete: no call is under way any more.
struct Told {
  struct Customer {
    std::string name;     // customers/...; both as the last answer had them
    std::string content;  // the whole resource as text
    int64_t writes = 0;   // acknowledged ones, the creation too; 0: asked for, never acknowledged
  };
  // By display name. One request alone asked for each, so two customers of one display name are
  // one request that took effect twice.
  std::map<std::string, Customer> customers;
  // Answers that a correct service does not give: a refusal, another answer to a repeated request.
  std::vector<std::string> surprises;
};

// What is there afterwards.
struct World {
  struct Customer {
    std::string display_name;
    std::string name;
    std::string content;
  };
  struct Change {
    std::string event;
    std::string resource;  // its name
    int64_t sequence = 0;
  };
  std::vector<Customer> customers;          // as the API lists them
  std::map<std::string, int64_t> versions;  // of all rows, by name
  std::vector<Change> changes;
  std::vector<std::string> outbox;  // events in the outbox or, published, in the log
};

enum class Fault {
  kLost,      // acknowledged, and not there
  kAltered,   // there, but not as it was acknowledged: another content, or another number of writes
  kDoubled,   // one request, two customers
  kUnasked,   // nobody asked for it
  kSurprise,  // see Told::surprises
  kHistory,   // a resource's changes are not those of its versions 1, 2, ... up to its own
  kOutbox,    // a change that will not be published, or an event that nothing caused
};

struct Finding {
  Fault fault;
  std::string detail;
};

// Everything that disagrees; empty if the service kept its word.
std::vector<Finding> Judge(const Told& told, const World& world);

int64_t Count(const std::vector<Finding>& findings, Fault fault);

// For a person: how many of each fault, with the first of them.
std::string Describe(const std::vector<Finding>& findings);
std::ostream& operator<<(std::ostream& out, const Finding& finding);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_VERDICT_H_
