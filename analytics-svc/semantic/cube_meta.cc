#include "analytics-svc/semantic/cube_meta.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/query_source.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {
namespace {

using Json = nlohmann::ordered_json;

Json Member(const Cube& cube, absl::string_view name, const std::string& title, const char* type) {
  return {{"name", absl::StrCat(cube.name, ".", name)},
          {"title", title},
          {"shortTitle", title},
          {"type", type}};
}

const char* AggregationName(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::kCount:
      return "count";
    case Aggregation::kCountDistinct:
      return "countDistinct";
    case Aggregation::kSum:
      return "sum";
    case Aggregation::kMax:
      return "max";
    case Aggregation::kMin:
      return "min";
    case Aggregation::kRatio:
      break;
  }
  return "number";
}

const char* TypeName(DimensionType type) {
  switch (type) {
    case DimensionType::kNumber:
      return "number";
    case DimensionType::kBool:
      return "boolean";
    case DimensionType::kTime:
    case DimensionType::kDate:
      return "time";
    default:
      return "string";
  }
}

Json Measures(QuerySource* source, absl::string_view language) {
  const Cube& cube = source->cube();
  Json list = Json::array();
  for (const Measure& one : cube.measures) {
    if (!source->Measure(absl::StrCat(cube.name, ".", one.name), "").ok()) continue;
    Json member = Member(cube, one.name, one.title.In(language), "number");
    member["aggType"] = AggregationName(one.aggregation);
    member["cumulative"] = false;
    if (one.unit == Unit::kShare) member["format"] = "percent";
    if (one.unit == Unit::kBaseMoney) member["format"] = "currency";
    list.push_back(std::move(member));
  }
  return list;
}

Json Dimensions(QuerySource* source, const QueryContext& context, absl::string_view language) {
  const Cube& cube = source->cube();
  Json list = Json::array();
  for (const Dimension& one : cube.dimensions) {
    if (!source->Dimension(absl::StrCat(cube.name, ".", one.name), "").ok()) continue;
    list.push_back(Member(cube, one.name, one.title.In(language), TypeName(one.type)));
  }
  for (const CustomField& field : context.custom_fields) {
    const std::string name = absl::StrCat("custom_", field.key);
    if (field.record_type != cube.name) continue;
    const auto dimension = source->Dimension(absl::StrCat(cube.name, ".", name), "");
    if (!dimension.ok()) continue;
    list.push_back(Member(cube, name, field.key, TypeName(dimension->type)));
  }
  return list;
}

// From the coarsest to the finest.
Json Hierarchies(const Cube& cube, absl::string_view language) {
  Json list = Json::array();
  for (const Dimension& finest : cube.dimensions) {
    bool is_finest = !finest.coarser.empty();
    for (const Dimension& other : cube.dimensions) is_finest &= other.coarser != finest.name;
    if (!is_finest) continue;
    Json levels = Json::array();
    for (const Dimension* at = &finest; at != nullptr; at = cube.FindDimension(at->coarser)) {
      levels.insert(levels.begin(), absl::StrCat(cube.name, ".", at->name));
    }
    list.push_back({{"name", absl::StrCat(cube.name, ".by_", finest.name)},
                    {"title", finest.title.In(language)},
                    {"levels", std::move(levels)}});
  }
  return list;
}

// Levels of departments are the same for all.
Json DepartmentLevels(const Cube& cube, absl::string_view language) {
  Json list = Json::array();
  for (const Dimension& one : cube.dimensions) {
    list.push_back(Member(cube, one.name, one.title.In(language), "string"));
  }
  return list;
}

}  // namespace

std::string CubeMeta(const QueryContext& context, absl::string_view language) {
  Json cubes = Json::array();
  for (const Cube* const cube : Cubes()) {
    Json entry = {{"name", cube->name},
                  {"type", "cube"},
                  {"title", cube->title.In(language)},
                  {"isVisible", true},
                  {"public", true}};
    entry["measures"] = Json::array();
    if (cube->name == kDepartmentCube) {
      entry["dimensions"] = DepartmentLevels(*cube, language);
    } else {
      absl::StatusOr<QuerySource> source = QuerySource::Of(cube, &context);
      if (!source.ok()) continue;
      entry["measures"] = Measures(&*source, language);
      entry["dimensions"] = Dimensions(&*source, context, language);
    }
    entry["segments"] = Json::array();
    entry["hierarchies"] = Hierarchies(*cube, language);
    // Which cubes' dimensions its measures can be cut by.
    entry["joins"] = Json::array();
    for (const Join& join : cube->joins) {
      if (!join.cube.empty()) entry["joins"].push_back({{"name", join.cube}});
    }
    cubes.push_back(std::move(entry));
  }
  return Json({{"cubes", std::move(cubes)}}).dump();
}

}  // namespace guanxi::analytics
