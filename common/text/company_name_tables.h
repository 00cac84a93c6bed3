// The rule tables of company_name.cc. All words are separated by blanks and simplified.
#ifndef GUANXI_COMMON_TEXT_COMPANY_NAME_TABLES_H_
#define GUANXI_COMMON_TEXT_COMPANY_NAME_TABLES_H_

#include "absl/strings/string_view.h"

namespace guanxi::text {

inline constexpr absl::string_view kProvinces =
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 "
    "海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 中华";

// Cities of prefecture level and the best-known county-level ones.
inline constexpr absl::string_view kCities =
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 "
    "晋中 "
    "运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 "
    "大连 "
    "鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 "
    "白城 "
    "延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 "
    "常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 杭州 宁波 温州 嘉兴 "
    "湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 "
    "滁州 "
    "阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 南昌 景德镇 "
    "萍乡 "
    "九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 "
    "日照 "
    "临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 "
    "商丘 信阳 周口 驻马店 济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 "
    "长沙 "
    "株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 "
    "佛山 "
    "江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 开平 南宁 柳州 "
    "桂林 "
    "梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 "
    "泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 "
    "安顺 "
    "毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 "
    "延安 "
    "汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 "
    "银川 "
    "石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 台北 高雄 台中";

// Ends of a district's or county's name at the start of a company name ("钟楼区", "江北新区"), and
// the words that end alike but are none.
inline constexpr absl::string_view kDistrictEnds = "经济开发区 高新区 开发区 新区 区 县";
inline constexpr absl::string_view kNotDistricts =
    "社区 小区 园区 景区 校区 厂区 商区 片区 地区 街区 山区 保税区 度假区";

// Business words at the end of the middle part; several in a row all belong to the industry.
inline constexpr absl::string_view kIndustries =
    "互联网 物联网 网络 信息 科技 技术 电子 商务 软件 数据 智能 通信 通讯 系统 集成 计算机 半导体 "
    "微电子 "
    "光电 商贸 贸易 工贸 进出口 国际 实业 物资 供应链 物流 货运 运输 仓储 快递 教育 培训 咨询 文化 "
    "传播 "
    "传媒 广告 影视 设计 策划 营销 会展 企业 资产 资源 管理 服务 投资 控股 基金 股权 金融 担保 "
    "租赁 保险 "
    "证券 房地产 地产 开发 置业 物业 建设 建筑 工程 装饰 装修 建材 材料 新材料 园林 环保 环境 节能 "
    "能源 "
    "新能源 电力 电气 电器 燃气 石油 化工 塑胶 塑料 橡胶 包装 印务 印刷 造纸 制品 机械 设备 制造 "
    "仪器 "
    "器材 模具 五金 金属 钢铁 铝业 阀门 轴承 汽车 销售 维修 配件 零部件 医药 制药 药业 医疗 器械 "
    "生物 "
    "健康 美容 养生 医院 化妆品 日用品 食品 饮料 酒业 啤酒 餐饮 酒店 旅游 旅行社 农业 农产品 种植 "
    "养殖 "
    "水产 粮油 茶业 纺织 化纤 服饰 服装 皮具 家具 家居 家电 工艺品 珠宝 检测 测绘 评估 人力资源 "
    "劳务 "
    "家政 保洁 保安 安防 体育 娱乐 游戏 数码 玩具 发展 产业 经营 矿业 航空 航运 船舶";

// Legal forms as they are written and as they are kept, separated by "="; longest first where one
// contains another. Chinese ones are looked for at the end of the name.
inline constexpr absl::string_view kChineseForms =
    "集团股份有限公司=集团股份有限公司 集团有限责任公司=集团有限公司 集团有限公司=集团有限公司 "
    "股份有限公司=股份有限公司 有限责任公司=有限公司 有限公司=有限公司 股份公司=股份有限公司 "
    "集团公司=集团 总公司=总公司 公司=公司 集团=集团 农民专业合作社=专业合作社 "
    "专业合作社=专业合作社 "
    "合伙企业=合伙企业 律师事务所=律师事务所 会计师事务所=会计师事务所 事务所=事务所 工作室=工作室 "
    "株式会社=株式会社 有限会社=有限会社 经营部=经营部 商行=商行 门市部=门市部 服务中心=服务中心 "
    "商务中心=商务中心 美容院=美容院 美容店=美容店";

// The same for names in Latin letters, as words at the end, folded.
inline constexpr absl::string_view kLatinForms =
    "gmbh co kg=GmbH & Co. KG|private limited=Pvt Ltd|pvt ltd=Pvt Ltd|pte ltd=Pte Ltd|"
    "pty ltd=Pty Ltd|co ltd=Ltd|company limited=Ltd|limited=Ltd|ltd=Ltd|"
    "incorporated=Inc|inc=Inc|corporation=Corp|corp=Corp|company=Co|co=Co|l l c=LLC|llc=LLC|"
    "llp=LLP|l p=LP|lp=LP|p l c=PLC|plc=PLC|gmbh=GmbH|ag=AG|kg=KG|ohg=OHG|ug=UG|se=SE|s a s=SAS|"
    "sas=SAS|sarl=SARL|s r l=SRL|srl=SRL|s p a=SpA|spa=SpA|s a=SA|sa=SA|b v=BV|bv=BV|n v=NV|nv=NV|"
    "ab=AB|a s=A/S|as=AS|aps=ApS|oyj=Oyj|oy=Oy|k k=KK|kk=KK|kabushiki kaisha=KK|"
    "s a r l=SARL|s a de c v=SA de CV|sa de cv=SA de CV|ltd sti=Ltd. Şti.|ltee=Ltée|"
    "d o o=d.o.o.|zrt=Zrt|nyrt=Nyrt|s p k=Spk|"
    "sp z o o=Sp. z o.o.|s r o=s.r.o.|kft=Kft|lda=Lda|ltda=Ltda|bhd=Bhd|sdn bhd=Sdn Bhd";

// Ends of a branch's name, which follows the legal form.
inline constexpr absl::string_view kBranchEnds =
    "分公司 分行 支行 分店 分部 办事处 代表处 营业部 分厂 分院 门店 项目部";

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_COMPANY_NAME_TABLES_H_
