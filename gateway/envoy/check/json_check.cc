#include "gateway/envoy/check/json_check.h"

#include <array>
#include <deque>
#include <string>
#include <utility>

#include "gateway/envoy/check/fields.h"
#include "gateway/envoy/check/json_frame.h"
#include "gateway/envoy/check/json_kinds.h"
#include "gateway/envoy/check/json_path.h"
#include "gateway/envoy/check/json_text.h"

namespace guanxi::edge {
namespace {

constexpr Type kFreeJson = {Kind::kFree};
constexpr Shape kFree = {&kFreeJson};
constexpr char kInvalidField[] = "INVALID_FIELD", kInvalidJson[] = "INVALID_JSON";

// One reading of one body. Functions that read return the place behind what they read, and kNoValue
// when there is a fault. They go on in a loop, not by recursion; only an Any begins another one.
class Walk {
 public:
  Walk(std::string_view text, const Api& api) : text_(text), api_(api) {}

  std::optional<Fault> Run(Shape shape) {
    Whole(shape);
    return std::move(fault_);
  }

 private:
  // Where the loop is: the next value's place and shape, and how many objects and arrays are open.
  struct At {
    size_t place = 0;
    size_t depth = 0;
  };

  bool Whole(Shape shape) {
    if (!IsUtf8(text_)) return Fail(0, "the body is not UTF-8");
    const size_t first = PastBlanks(text_, 0);
    if (!shape.list && shape.type->has_fields() && ByteAt(text_, first) != '{') {
      return Fail(0, "the body must be an object of JSON");
    }
    const size_t behind = Value(first, shape, 0, nullptr);
    if (behind == kNoValue) return false;
    if (PastBlanks(text_, behind) == text_.size()) return true;
    return Fail(0, "there is more behind the end of the JSON");
  }

  // Reads the value at `place`, whose path has `base` parts.
  size_t Value(size_t place, Shape shape, size_t base, std::string* type_name) {
    At at = {place, base};
    while (true) {
      if (++values_ > kMaxValues) {
        Fail(0, "the body holds more than " + std::to_string(kMaxValues) + " values",
             "TOO_MANY_VALUES");
        return kNoValue;
      }
      const int c = ByteAt(text_, at.place);
      if (c != '[' || !shape.list) {
        shape.list = false;
        if (c >= 0 && !Takes(shape.type->kind, static_cast<char>(c))) {
          return WrongType(at.depth, *shape.type);
        }
      }
      const bool read = c == '{' || c == '[' ? Open(shape, type_name, &at) : Scalar(shape, &at);
      if (!read || !PastValue(base, &at)) return kNoValue;
      type_name = nullptr;
      if (at.depth == base) return at.place;
      Frame& frame = frames_[at.depth];
      shape = frame.shape;
      if (!frame.array && !Member(&at, &shape)) return kNoValue;
    }
  }

  // Opens the object or array at the place, and goes to what is first in it.
  bool Open(Shape shape, std::string* type_name, At* at) {
    if (at->depth == kMaxDepth) return Fail(at->depth, "is deeper than 32 levels", "JSON_TOO_DEEP");
    const bool array = text_[at->place] == '[';
    const Type* held = nullptr;
    size_t last = kNoValue;  // the closing brace, where all has been read
    if (!array && shape.type->kind == Kind::kAny) {
      if (!LookIntoAny(*at, &held, &last)) return false;
      if (held == nullptr) shape = kFree;
    }
    Frame& frame = frames_[++at->depth];
    frame.shape = shape;
    frame.array = array;
    frame.held = held;
    frame.type_name = type_name;
    frame.given.reset();
    frame.names.Clear();
    if (array) path_.Set(at->depth, size_t{0});
    at->place = last != kNoValue ? last : PastBlanks(text_, at->place + 1);
    // An empty one: it ends as after a value.
    opened_ = ByteAt(text_, at->place) != (array ? ']' : '}');
    return true;
  }

  // The type of what the Any holds at the place: it is read for form and for its "@type" first, to
  // be read once more by the type that this names. The transcoder refuses types that it does not
  // know: such an Any has been read with that, and its closing brace is told.
  bool LookIntoAny(const At& at, const Type** held, size_t* last) {
    std::string name;
    --values_;  // this one is counted already
    const size_t names = unescaped_.size();
    const size_t behind = Value(at.place, kFree, at.depth, &name);
    if (behind == kNoValue) return false;
    unescaped_.resize(names);  // those of this reading
    const size_t slash = name.rfind('/');
    const NamedType* const found =
        Find(api_.messages, &NamedType::name,
             std::string_view(name).substr(slash == name.npos ? 0 : slash + 1));
    if (found != nullptr && !name.empty()) {
      *held = found->type;
    } else {
      *last = behind - 1;
    }
    return true;
  }

  bool Scalar(Shape shape, At* at) {
    opened_ = false;
    if (ByteAt(text_, at->place) != '"') {
      const size_t behind = PastWordOrNumber(text_, at->place);
      if (behind == kNoValue) {
        return Fail(at->depth, at->place < text_.size()
                                   ? "this is no value of JSON"
                                   : "the body ends where a value was expected");
      }
      at->place = behind;
      return true;
    }
    const StringEnd end = FindStringEnd(text_, at->place + 1);
    if (end.fault != nullptr) return Fail(at->depth, end.fault);
    if (shape.type->kind == Kind::kWord &&
        !IsWordOrNumber(*shape.type, Between(at->place + 1, end.place))) {
      WrongType(at->depth, *shape.type);
      return false;
    }
    at->place = end.place + 1;
    return true;
  }

  // Goes on behind a value: past a comma to the next member or element, or out of what ends, down
  // to `base`. What was just opened has its first one before it.
  bool PastValue(size_t base, At* at) {
    while (at->depth > base) {
      const bool array = frames_[at->depth].array;
      if (opened_) {
        opened_ = false;
        return true;
      }
      at->place = PastBlanks(text_, at->place);
      const int c = ByteAt(text_, at->place);
      if (c == ',') {
        if (array) path_.Next(at->depth);
        at->place = PastBlanks(text_, at->place + 1);
        return true;
      }
      if (c != (array ? ']' : '}')) {
        return Fail(at->depth, array ? "a comma or a closing bracket was expected behind the value"
                                     : "a comma or a closing brace was expected behind the value");
      }
      ++at->place;
      --at->depth;
    }
    return true;
  }

  // Reads what should be the name of a member, and goes to its value.
  bool Member(At* at, Shape* shape) {
    if (ByteAt(text_, at->place) != '"') {
      return Fail(at->depth - 1, "a member's name in double quotes was expected");
    }
    const StringEnd end = FindStringEnd(text_, at->place + 1);
    if (end.fault != nullptr) return Fail(at->depth - 1, end.fault);
    const std::string_view raw = Between(at->place + 1, end.place);
    path_.Set(at->depth, raw);
    std::string_view name = raw;
    if (end.escapes) name = unescaped_.emplace_back(Unescaped(raw));
    Frame& frame = frames_[at->depth];
    if (!(frame.has_fields() ? KnownMember(&frame, name, at->depth, shape)
                             : AnyMember(&frame, name, at->depth, shape))) {
      return false;
    }
    at->place = PastBlanks(text_, end.place + 1);
    if (ByteAt(text_, at->place) != ':') {
      return Fail(at->depth, "a colon was expected behind the name");
    }
    at->place = PastBlanks(text_, at->place + 1);
    return frame.type_name == nullptr || name != "@type" || ReadTypeName(*at, frame.type_name);
  }

  bool KnownMember(Frame* frame, std::string_view name, size_t depth, Shape* shape) {
    size_t number;
    if (const Field* const field = FindField(frame->fields(), name)) {
      number = field->number;
      *shape = {field->type, field->repeated};
    } else if (frame->held != nullptr && (name == "@type" || name == "value")) {
      number = name == "@type" ? kTypeName : kAnyValue;
      *shape = number == kTypeName ? kFree : Shape{frame->held};
    } else {
      return Fail(depth, "there is no such field", kInvalidField);
    }
    if (frame->given[number]) {
      return Fail(depth, "is given twice (a field has two spellings)", kInvalidField);
    }
    frame->given[number] = true;
    return true;
  }

  bool AnyMember(Frame* frame, std::string_view name, size_t depth, Shape* shape) {
    if (!frame->names.Add(name)) return Fail(depth, "is given twice", kInvalidField);
    const Type* const value = frame->shape.type->value;
    *shape = value != nullptr ? Shape{value} : kFree;
    return true;
  }

  bool ReadTypeName(const At& at, std::string* type_name) {
    if (ByteAt(text_, at.place) != '"') return true;
    const StringEnd end = FindStringEnd(text_, at.place + 1);
    if (end.fault != nullptr) return Fail(at.depth, end.fault);
    *type_name = Unescaped(Between(at.place + 1, end.place));
    return true;
  }

  std::string_view Between(size_t first, size_t end) const {
    return text_.substr(first, end - first);
  }

  size_t WrongType(size_t depth, const Type& type) {
    Fail(depth, Expected(type), kInvalidField);
    return kNoValue;
  }

  bool Fail(size_t depth, std::string text, const char* reason = kInvalidJson) {
    fault_ = Fault{path_.Text(depth), std::move(text), reason};
    return false;
  }

  const std::string_view text_;
  const Api& api_;
  size_t values_ = 0;
  bool opened_ = false;  // whether the place is at the first of what was just opened
  JsonPath<kMaxDepth> path_;
  std::array<Frame, kMaxDepth + 1> frames_;  // by depth, from 1
  std::deque<std::string> unescaped_;        // names that `names` of frames refer to
  std::optional<Fault> fault_;
};

}  // namespace

std::optional<Fault> CheckJson(std::string_view body, const Api& api, Shape shape) {
  return Walk(body, api).Run(shape);
}

}  // namespace guanxi::edge
