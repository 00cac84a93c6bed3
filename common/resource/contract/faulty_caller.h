// Calls that go another way than they should.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_FAULTY_CALLER_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_FAULTY_CALLER_H_

#include <functional>
#include <utility>

#include "common/resource/contract/caller.h"
#include "common/resource/contract/dynamic.h"

namespace guanxi::contract {

// A call on its way.
struct Passage {
  Caller& real;
  Who who;
  const google::protobuf::MethodDescriptor& method;
  Dynamic request;
  google::protobuf::Message* response;

  // Lets it go on as it is now.
  absl::Status Go() const { return real.Call(who, method, *request, response); }
};

using Bend = std::function<absl::Status(Passage&)>;

// Lets all calls through another caller, bent. Thread-safe if `bend` is.
class FaultyCaller : public Caller {
 public:
  FaultyCaller(Caller* real, Bend bend) : real_(*real), bend_(std::move(bend)) {}

  absl::Status Call(const Who& who, const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response) override {
    Passage passage{real_, who, method, Dynamic(request), response};
    return bend_(passage);
  }

 private:
  Caller& real_;
  const Bend bend_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_FAULTY_CALLER_H_
