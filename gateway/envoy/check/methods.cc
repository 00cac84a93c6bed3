#include "gateway/envoy/check/methods.h"

#include <algorithm>

#include "gateway/envoy/check/fields.h"

namespace guanxi::edge {
namespace {

constexpr Type kNothing = {Kind::kMessage};  // an object without any field
constexpr size_t kUuidSize = 36;

template <typename T>
const T* Valued(const std::vector<std::pair<std::string_view, T>>& pairs, std::string_view key) {
  for (const auto& [one, value] : pairs) {
    if (one == key) return &value;
  }
  return nullptr;
}

// Takes the first segment from the path; slashes before and behind it go.
std::string_view TakeSegment(std::string_view* path) {
  const size_t slash = path->find('/');
  const std::string_view segment = path->substr(0, slash);
  path->remove_prefix(slash == path->npos ? path->size() : slash + 1);
  return segment;
}

bool IsUuid(std::string_view text) {
  return text.size() == kUuidSize && text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos;
}

}  // namespace

Methods::Methods(const Api& api) : nodes_(1) {
  for (const Method& method : api.methods) {
    size_t node = ChildFor(0, method.verb);
    for (std::string_view segment : method.path) node = ChildFor(node, segment);
    nodes_[node].methods.emplace_back(method.custom, &method);
    if (std::find(customs_.begin(), customs_.end(), method.custom) == customs_.end()) {
      customs_.push_back(method.custom);
    }
  }
}

size_t Methods::ChildFor(size_t node, std::string_view segment) {
  if (const size_t* child = Valued(nodes_[node].children, segment)) return *child;
  nodes_[node].children.emplace_back(segment, nodes_.size());
  nodes_.emplace_back();
  return nodes_.size() - 1;
}

const Methods::Node* Methods::Child(const Node& node, std::string_view segment) const {
  const size_t* const child = Valued(node.children, segment);
  return child != nullptr ? &nodes_[*child] : nullptr;
}

const Method* Methods::FindMethod(std::string_view verb, std::string_view path) const {
  const Node* const root = Child(nodes_[0], verb);
  if (root == nullptr) return nullptr;
  std::string_view custom;
  const size_t colon = path.find_last_of(":/");
  if (colon != path.npos && path[colon] == ':') {
    const std::string_view text = path.substr(colon + 1);
    if (std::find(customs_.begin(), customs_.end(), text) != customs_.end()) {
      custom = text;
      path = path.substr(0, colon);
    }
  }
  // The transcoder has no method for such a path, though its segments would be a method's.
  if (path.empty() || path.back() == '/' || path.find("//") != path.npos) return nullptr;
  if (path.front() == '/') path.remove_prefix(1);
  return Lookup(*root, path, custom);
}

const Method* Methods::Lookup(const Node& node, std::string_view path,
                              std::string_view custom) const {
  const auto method_of = [custom](const Node& found) -> const Method* {
    const auto* const method = Valued(found.methods, custom);
    return method != nullptr ? *method : nullptr;
  };
  if (path.empty()) return method_of(node);
  const std::string_view segment = TakeSegment(&path);
  for (std::string_view wanted : {segment, std::string_view("*")}) {
    const Node* const child = Child(node, wanted);
    const Method* const found = child != nullptr ? Lookup(*child, path, custom) : nullptr;
    if (found != nullptr) return found;
  }
  const Node* const all = Child(node, "**");
  return all != nullptr ? method_of(*all) : nullptr;
}

Shape BodyShape(const Method& method) {
  if (method.body == "*") return {method.request};
  if (method.body.empty()) return {&kNothing};
  const Field* const field = FindField(*method.request, method.body);
  if (field == nullptr) return kFree;
  return {field->type, field->repeated};
}

std::string PathForLog(const Method& method, std::string_view path) {
  const size_t custom = method.custom.empty() ? 0 : method.custom.size() + 1;
  path = path.substr(0, path.size() - std::min(custom, path.size()));
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  std::string log;
  for (std::string_view segment : method.path) {
    const std::string_view text = TakeSegment(&path);
    const bool told = segment.front() == '*' && IsUuid(text);
    log += "/";
    log += told ? text : segment;
  }
  if (!method.custom.empty()) log.append(":").append(method.custom);
  return log;
}

}  // namespace guanxi::edge
