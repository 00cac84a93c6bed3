#include "analytics-svc/semantic/model.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/base_amount.h"
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

template <typename T>
const T* Find(const std::vector<T>& all, absl::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

bool IsNamePart(char c) { return absl::ascii_isalnum(c) || c == '_'; }

void AddOnce(std::vector<std::string> names, std::vector<std::string>* all) {
  for (std::string& name : names) {
    if (std::find(all->begin(), all->end(), name) == all->end()) all->push_back(std::move(name));
  }
}

Cube Departments() {
  Cube cube;
  cube.name = kDepartmentCube;
  cube.title = {"Departments", "部门"};
  cube.rules = {{"guanxi.dev/Department", "departments.read", /*is_owned=*/false}};
  for (int level = 1; level <= kDepartmentLevels; ++level) {
    Dimension dimension;
    dimension.name = absl::StrCat("level", level);
    dimension.title = {absl::StrCat("Department, level ", level), absl::StrCat(level, " 级部门")};
    dimension.type = DimensionType::kId;
    dimension.collection = "departments";
    if (level > 1) dimension.coarser = absl::StrCat("level", level - 1);
    cube.dimensions.push_back(std::move(dimension));
  }
  return cube;
}

}  // namespace

const Measure* Cube::FindMeasure(absl::string_view member) const { return Find(measures, member); }

const Dimension* Cube::FindDimension(absl::string_view member) const {
  return Find(dimensions, member);
}

const Join* Cube::FindJoin(absl::string_view key) const {
  const auto found =
      std::find_if(joins.begin(), joins.end(), [&](const Join& one) { return one.key() == key; });
  return found == joins.end() ? nullptr : &*found;
}

const std::vector<const Cube*>& Cubes() {
  static const auto* const cubes = [] {
    auto* all = new std::vector<const Cube*>;
    for (auto make :
         {&CustomerCubes, &ServiceCubes, &LeadCubes, &ProductCubes, &MoneyCubes, &WorkflowCubes}) {
      for (Cube& cube : make()) all->push_back(new Cube(std::move(cube)));
    }
    all->push_back(new Cube(Departments()));
    return all;
  }();
  return *cubes;
}

const Cube* FindCube(absl::string_view name) {
  for (const Cube* cube : Cubes()) {
    if (cube->name == name) return cube;
  }
  return nullptr;
}

const Cube* FindCubeOfTable(absl::string_view table) {
  for (const Cube* cube : Cubes()) {
    if (cube->table == table) return cube;
  }
  return nullptr;
}

std::vector<std::string> ColumnsIn(absl::string_view expression) {
  std::vector<std::string> columns;
  for (size_t i = 0; i + 1 < expression.size(); ++i) {
    const bool starts = expression[i] == 'f' && expression[i + 1] == '.' &&
                        (i == 0 || !IsNamePart(expression[i - 1]));
    if (!starts) continue;
    size_t end = i + 2;
    while (end < expression.size() && IsNamePart(expression[end])) ++end;
    AddOnce({std::string(expression.substr(i + 2, end - i - 2))}, &columns);
    i = end - 1;
  }
  return columns;
}

std::vector<std::string> ColumnsOf(const Cube& cube, const Measure& measure) {
  std::vector<std::string> columns = ColumnsIn(InCompanyCurrency(measure.expression));
  AddOnce(ColumnsIn(InCompanyCurrency(measure.condition)), &columns);
  for (const std::string& part : {measure.numerator, measure.denominator}) {
    const Measure* const found = cube.FindMeasure(part);
    if (found != nullptr) AddOnce(ColumnsOf(cube, *found), &columns);
  }
  return columns;
}

}  // namespace guanxi::analytics
