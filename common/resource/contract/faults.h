// Planted faults: what a resource that does not hold its contract would do.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_FAULTS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_FAULTS_H_

#include <ostream>
#include <string>
#include <vector>

#include "common/resource/contract/faulty_caller.h"

namespace guanxi::contract {

struct Fault {
  std::string name;      // "PageForgetsARow"
  std::string resource;  // of the workshop: "Team"
  std::string check;     // by which it is to be found
  Bend bend;

  friend std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.name;
  }
};

// At least one for every check.
std::vector<Fault> AllFaults();

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_FAULTS_H_
