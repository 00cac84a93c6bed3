#include "common/testing/names.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace guanxi {
namespace {

using Words = std::vector<std::string>;

const Words& Cached(absl::string_view table, Words* words) {
  if (words->empty()) *words = absl::StrSplit(table, ' ');
  return *words;
}

// A function that returns the words of a table, most frequent ones first.
#define GUANXI_WORDS(Name, table)   \
  const Words& Name() {             \
    static auto* words = new Words; \
    return Cached(table, words);    \
  }

GUANXI_WORDS(
    Regions,
    "上海 北京 深圳 广州 杭州 苏州 南京 成都 重庆 武汉 宁波 青岛 天津 西安 长沙 厦门 东莞 佛山 "
    "无锡 济南 合肥 郑州 福州 大连 沈阳 温州 泉州 常州 南通 昆明 长春 哈尔滨 石家庄 贵阳 南宁 "
    "嘉兴 绍兴 台州 徐州 烟台 潍坊 珠海 中山 惠州 六安 蚌埠 丽水 江苏 浙江 广东 山东 河北 四川 "
    "杭州市 深圳市 东莞市 上海市浦东新区 佛山市顺德区 广东省深圳市")
GUANXI_WORDS(
    BrandCharacters,
    "云 华 新 天 中 金 海 东 大 创 盛 鑫 宏 恒 瑞 嘉 泰 德 信 达 通 联 诚 博 远 方 源 丰 康 美 "
    "佳 立 亿 众 安 永 顺 捷 飞 龙 凯 腾 宇 智 睿 优 卓 思 维 尚 品 悦 乐 合 和 同 光 星 月 辰 "
    "阳 青 蓝 绿 红 白 山 河 江 湖 泉 林 森 木 石 玉 宝 珍 福 禄 祥 吉 庆 春 夏 秋 冬 晨 晟 晖 "
    "帆 航 舟 桥 城 都 市 里 巷 园 阁 轩 堂 斋 长 重 行 传 朝 曾 单 参 载 调 弹 藏 曲 兴 旺 昌 "
    "荣 贵 富 裕 旭 朗 清 澄 涵 润 泽 涛 洋 沐 汇 聚 融 贯 鹏 鸿 雁 鹤 凤 麒 麟 骏 驰 骋 锐 锋 "
    "铭 铠 钧 铂 银 铜 铁 钢 力 强 健 雅 韵 琴 棋 书 画 诗 文 礼 仁 义 忠 孝 道 理 正 明 慧 灵")
GUANXI_WORDS(
    Industries,
    "科技 贸易 商贸 信息技术 网络科技 电子商务 企业管理 文化传媒 教育咨询 建筑工程 装饰工程 "
    "机械设备 电子科技 环保科技 生物科技 房地产开发 物业管理 广告 广告传媒 供应链管理 国际贸易 "
    "进出口 实业 投资管理 医疗器械 餐饮管理 汽车销售服务 软件 智能科技 新材料 新能源 物流 "
    "国际货运代理 人力资源服务 五金制品 塑胶制品 服饰 食品 农业发展 旅行社 会计咨询 银行服务 "
    "重工 长途客运 音乐文化 模具 仪器仪表 包装材料 纺织品 化工")
GUANXI_WORDS(Forms, "有限公司 有限公司 有限公司 有限公司 股份有限公司 有限责任公司 集团有限公司")
GUANXI_WORDS(
    Surnames,
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 邓 韩 冯 曹 "
    "彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 "
    "石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 闫 段 雷 龙 黎 史 陶 贺 毛 郝 顾 龚 邵 "
    "万 覃 武 钱 戴 严 莫 孔 向 常 单 解 仇 区 查 盖 朴 乐 翟 欧阳 上官 司马 尉迟 长孙")
GUANXI_WORDS(
    GivenCharacters,
    "伟 芳 娜 秀 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 英 华 玉 兰 红 梅 国 建 "
    "文 志 海 小 晓 春 雪 婷 慧 佳 欣 怡 雨 子 梓 涵 浩 宇 轩 博 思 琪 嘉 俊 豪 鑫 鹏 飞 龙 凯 "
    "云 峰 林 森 波 斌 宁 琳 洁 颖 萍 蓉 薇 倩 露 晨 曦 朝 阳 长 乐 行 重 晟 藩 田")
GUANXI_WORDS(
    LatinBrands,
    "Northwind Contoso Fabrikam Globex Initech Umbra Vandelay Stark Wonka Acme Hooli Soylent "
    "Cyberdyne Tyrell Aperture Massive Virtucon Oceanic Gringotts Duff Bluth Sterling Dunder "
    "Prestige Wayne Zorin Nakatomi Weyland Monarch Pied Delos Vought")
GUANXI_WORDS(
    LatinTrades,
    "Trading Systems Industries Logistics Software Foods Energy Textiles Instruments Motors "
    "Capital Media Consulting Chemicals")
GUANXI_WORDS(LatinForms, "Ltd Inc GmbH LLC Corp. B.V. S.A. AG PLC")

#undef GUANXI_WORDS

}  // namespace

// SplitMix64.
uint64_t NameGenerator::Next() {
  state_ += 0x9E3779B97F4A7C15u;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

size_t NameGenerator::Uniform(size_t bound) { return static_cast<size_t>(Next() % bound); }

namespace {

const std::string& Any(const Words& words, NameGenerator* generator) {
  return words[generator->Uniform(words.size())];
}

// The first words of a table more often than the last.
const std::string& Skewed(const Words& words, NameGenerator* generator) {
  const size_t bound = generator->Uniform(words.size()) + 1;
  return words[generator->Uniform(bound)];
}

std::string Brand(NameGenerator* generator) {
  if (generator->Uniform(40) == 0) return Any(LatinBrands(), generator);
  std::string brand;
  const size_t size = 2 + generator->Uniform(3);
  for (size_t i = 0; i < size; ++i) brand += Skewed(BrandCharacters(), generator);
  return brand;
}

}  // namespace

std::string NameGenerator::Company() {
  const std::string& region = Skewed(Regions(), this);
  const std::string brand = Brand(this);
  const std::string& industry = Skewed(Industries(), this);
  const std::string& form = Any(Forms(), this);
  switch (Uniform(20)) {
    case 0:
      return absl::StrCat(brand, industry, "（", region, "）", form);
    case 1:
      return absl::StrCat(region, brand, industry, form, Any(Regions(), this), "分公司");
    default:
      return absl::StrCat(region, brand, industry, form);
  }
}

std::string NameGenerator::Person() {
  std::string name = Skewed(Surnames(), this);
  const size_t size = 1 + (Uniform(5) > 0 ? 1 : 0);
  for (size_t i = 0; i < size; ++i) name += Any(GivenCharacters(), this);
  return name;
}

std::string NameGenerator::ForeignCompany() {
  return absl::StrCat(Any(LatinBrands(), this), " ", Any(LatinTrades(), this), " ",
                      Any(LatinForms(), this));
}

}  // namespace guanxi
