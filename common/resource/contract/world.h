// The resources under contract, with the RPCs that serve them.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_WORLD_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_WORLD_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/resource/contract/caller.h"
#include "common/resource/contract/dynamic.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/testing/fake_clock.h"

namespace guanxi::contract {

// What descriptors do not say of valid messages of one resource. One that has alternatives, such as
// details of persons and of companies, has a sample for each.
struct Sample {
  std::string message;  // "guanxi.customer.v1.Customer"
  // In text format: values of which the resource's own rules have something to say, in normal form.
  // All else is made up from names, types and options. `second` has other values for what can be
  // changed; empty: the same.
  std::string first;
  std::string second;
  // Paths that are never set in this sample.
  std::vector<std::string> without;
  // Paths that no update may change.
  std::vector<std::string> fixed;
  // Paths that are always set in this sample, besides those that are stated or required.
  std::vector<std::string> needed = {};
};

// Standard methods by what they do: the name without that of the resource, "List" and "BatchGet";
// "Changes" for List<Resource>Changes.
using Methods = std::map<std::string, const google::protobuf::MethodDescriptor*>;

// One resource.
struct Kind {
  const resource::Resource* resource = nullptr;
  const Kind* parent = nullptr;
  Methods methods;
  std::vector<Sample> samples;  // at least one
  std::vector<Leaf> leaves;

  const resource::ResourceType& type() const { return resource->type(); }
  bool Can(const std::string& verb) const { return methods.count(verb) != 0; }
};

// Makes a record elsewhere that a field may name, and returns its name.
using MakeForeign = std::function<std::string(const Who& who)>;

struct Grounds {
  Caller* caller = nullptr;
  const resource::Engine* engine = nullptr;
  FakeClock* clock = nullptr;
  // Puts what has happened into the event log; null: there is none.
  std::function<void()> relay;
  // All of one schema, linked.
  std::vector<const resource::Resource*> resources;
  std::vector<Sample> samples;
  // Of types that are other services': "guanxi.dev/Customer".
  std::map<std::string, MakeForeign> foreign;
};

// Thread-safe.
class World {
 public:
  // Finds the methods of each resource among all services whose protos are linked. Ends the process
  // if a sample is of no resource.
  explicit World(Grounds grounds);

  const Grounds& grounds() const { return grounds_; }
  const std::vector<std::unique_ptr<Kind>>& kinds() const { return kinds_; }
  // nullptr if there is none: by "guanxi.dev/Contact", by the collection of a resource at the root,
  // by the message's full name.
  const Kind* OfType(const std::string& full_type) const;
  const Kind* OfCollection(const std::string& collection) const;
  const Kind* OfMessage(const std::string& message) const;

  // Another one each time: what makes values unlike.
  int Serial() { return ++serial_; }

 private:
  const Grounds grounds_;
  std::vector<std::unique_ptr<Kind>> kinds_;
  std::atomic<int> serial_{0};
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_WORLD_H_
