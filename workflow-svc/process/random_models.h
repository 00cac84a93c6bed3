// Random models, and random commands upon a process, for tests.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_RANDOM_MODELS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_RANDOM_MODELS_H_

#include <cstdint>
#include <random>

#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {

// The same seed makes the same. Not thread-safe.
class RandomModels {
 public:
  explicit RandomModels(uint64_t seed) : random_(seed) {}

  // One that can be compiled, of at most some twenty nodes.
  v1::ProcessModel Make();
  // Managers, roles, deputies, who is away.
  void Fill(FakeDirectory* directory);
  ProcessContent Content();
  // One that makes sense most of the time.
  workflow::Command Next(const Walkthrough& walk);
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }
  bool OneIn(int bound) { return Below(bound) == 0; }

 private:
  void Nodes(int depth, google::protobuf::RepeatedPtrField<v1::ProcessNode>* nodes);
  void Fork(int depth, v1::ProcessNode* node);
  void Boundaries(int depth, v1::ProcessNode* node);
  void Work(bool approves, v1::ProcessWork* work);
  void Person(v1::ProcessPeople* people);
  // One that somebody has decided, or else any; there is one.
  const process::Task& Decided(const Walkthrough& walk);
  std::string User() { return U(1 + Below(8)); }

  std::mt19937_64 random_;
  int next_ = 0;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_RANDOM_MODELS_H_
