// Planted leaks: what a service would do that tells what it should not.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_LEAKS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_LEAKS_H_

#include <ostream>
#include <string>
#include <vector>

#include "common/resource/contract/faulty_caller.h"

namespace guanxi::contract {

struct Leak {
  std::string name;  // "HistoryShowsAll"
  Bend bend;

  friend std::ostream& operator<<(std::ostream& out, const Leak& leak) { return out << leak.name; }
};

// The method answers others as it answers who sees all.
Bend AnswerAsSeer(std::string verb);

// In each place where the resources of the workshop could leak.
std::vector<Leak> AllLeaks();

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_LEAKS_H_
