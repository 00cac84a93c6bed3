// Records of one kind, as a made-up service has them.
#ifndef GUANXI_GATEWAY_HANDOVER_SHELF_H_
#define GUANXI_GATEWAY_HANDOVER_SHELF_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"

namespace guanxi::handover {

struct Record {
  std::string owner;
  std::string department;
  int version = 1;
  std::string dedicated = {};
};

// The records of one kind, by a name that has the order of their creation, and what goes wrong.
struct Shelf {
  std::map<std::string, Record> records;
  std::set<std::string> refused;   // what their rules do not let go
  std::set<std::string> changing;  // what somebody else changes before it is given
  std::set<std::string> restless;  // what somebody always changes
  int lists_left = -1;             // so many lists, then the service is down; -1: it stays up
  std::vector<std::string> given;  // in order
  std::set<std::string> tokens;    // who asked

  // The records on the page after `token`, and the next token.
  grpc::Status List(const std::string& filter, const std::string& token, size_t page_size,
                    std::vector<std::string>* names, std::string* next) {
    if (lists_left == 0) return ToGrpcStatus(Unavailable("DOWN", "down"));
    if (lists_left > 0) --lists_left;
    for (auto at = records.upper_bound(token); at != records.end(); ++at) {
      if (filter != absl::StrCat("owner = \"", at->second.owner, "\"") &&
          filter != absl::StrCat("dedicated = \"", at->second.dedicated, "\"")) {
        continue;
      }
      if (names->size() == page_size) {
        *next = names->back();
        break;
      }
      names->push_back(at->first);
    }
    return grpc::Status::OK;
  }

  grpc::Status CheckUpdate(const std::string& name, const std::string& etag) {
    if (changing.erase(name) + restless.count(name) != 0) ++records[name].version;
    if (etag != absl::StrCat(records[name].version)) {
      return ToGrpcStatus(Error(absl::StatusCode::kAborted, "STALE_ETAG", "read again"));
    }
    if (refused.count(name) != 0) {
      return ToGrpcStatus(FailedPrecondition("LOCKED", name, "it is locked"));
    }
    return grpc::Status::OK;
  }

  void Give(const std::string& name, const std::string& owner, const std::string& department) {
    Record& record = records[name];
    record.owner = owner;
    if (!department.empty()) record.department = department;
    ++record.version;
    given.push_back(name);
  }
  void GiveDedicated(const std::string& name, const std::string& user) {
    records[name].dedicated = user;
    ++records[name].version;
    given.push_back(name);
  }
  void NoteCaller(const grpc::ServerContext& context) {
    const auto found = context.client_metadata().find("authorization");
    if (found != context.client_metadata().end()) {
      tokens.emplace(found->second.data(), found->second.size());
    }
  }
};

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_SHELF_H_
