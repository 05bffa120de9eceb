BEGIN TRANSACTION;
CREATE TABLE advice (
	id VARCHAR(16) NOT NULL, 
	plan_sha256 VARCHAR(64) NOT NULL, 
	plant TEXT NOT NULL, 
	shift TEXT NOT NULL, 
	shown_to TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_advice PRIMARY KEY (id), 
	CONSTRAINT fk_advice_plan_sha256 FOREIGN KEY(plan_sha256) REFERENCES plans (sha256), 
	CONSTRAINT uq_advice_plan_sha256_shift_shown_to UNIQUE (plan_sha256, shift, shown_to)
);
INSERT INTO "advice" VALUES('xc4vy74f2c','90b34c7ca7d4df2b90996e6d5847965977869112a65f22f80af2cee89e57de2a','mill','2026-01-05T00:00:00','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('s0001');
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	action TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (number)
);
INSERT INTO "audit" VALUES(1,'2026-01-05T12:00:00.000000Z','Li Wei','plant kept','Small','c88ae0e12ef5400cdb359898e0b51e164169669cdf16168fddc8d2be8af9c0dc','0000000000000000000000000000000000000000000000000000000000000000','a9e0fc27403b2ded7347a1001f5fdaf57aa21136226170a74e3c9db9ec357af0');
INSERT INTO "audit" VALUES(2,'2026-01-05T12:00:00.000000Z','Li Wei','survey imported','mill','2bda04618cdaeb5c013be2b28a82506925f75e09c6c75ef1c7935ccd5365bca5','a9e0fc27403b2ded7347a1001f5fdaf57aa21136226170a74e3c9db9ec357af0','7f00024e97f90740e82d30257ca515ed535f6fbde35ee26a354e21e1f100dfa8');
INSERT INTO "audit" VALUES(3,'2026-01-05T12:00:00.000000Z','Li Wei','survey imported','mill','a8e22c44b893ea1907468e38931fb65120fbd945259e7b0ce1de316b3fb14cae','7f00024e97f90740e82d30257ca515ed535f6fbde35ee26a354e21e1f100dfa8','1290f87cef9156b826e197052234e448c4f505426155d212e8785584b9244a17');
INSERT INTO "audit" VALUES(4,'2026-01-05T12:00:00.000000Z','Li Wei','balance kept','d7f3eb4417e2abe6bb0974a0c69cb9127783d331f55ceb7c9b030781f04fc992','7aa83faef3c8a40872df1fbd2dc4076480123c37572b055e90090885ecebe9a1','1290f87cef9156b826e197052234e448c4f505426155d212e8785584b9244a17','a202d38180ce43fa94124d0529ddb5d2dd90638a74cca0444e6bdfd836ee4bee');
INSERT INTO "audit" VALUES(5,'2026-01-05T12:00:00.000000Z','Li Wei','question kept','mcgcqndp6r','8035e34a1d16cbb945b7b0b24994cf68c72a172d4dbbdc6f7872d6eb21e1b0e7','a202d38180ce43fa94124d0529ddb5d2dd90638a74cca0444e6bdfd836ee4bee','9b229a96e6395c3fd2fdffd8decb4eca4ebe356b81abc0aa8b7f61867226cda2');
INSERT INTO "audit" VALUES(6,'2026-01-05T12:00:00.000000Z','Li Wei','question removed','mcgcqndp6r','7902764eafa61a8f1b4caaed3601a933e2cd16635c98716527f0cb01b688571f','9b229a96e6395c3fd2fdffd8decb4eca4ebe356b81abc0aa8b7f61867226cda2','5202152a4b6e820fd9008921be238df6f98f09e15f43de9ac15240d9270cb54e');
INSERT INTO "audit" VALUES(7,'2026-01-05T12:00:00.000000Z','Li Wei','plan kept','90b34c7ca7d4df2b90996e6d5847965977869112a65f22f80af2cee89e57de2a','a58134071be98056796e06c0abc1786252072115b733338b5719d78a95dbbcee','5202152a4b6e820fd9008921be238df6f98f09e15f43de9ac15240d9270cb54e','0758270dd7b00e0ea093af74cac3472b13f88d911d115bb727317ed4a22fb678');
INSERT INTO "audit" VALUES(8,'2026-01-05T12:00:00.000000Z','Li Wei','advice shown','xc4vy74f2c','b82ca562fa35622cc1b1e93df35fa8b78349672ca621ed17e612ce2b8b277479','0758270dd7b00e0ea093af74cac3472b13f88d911d115bb727317ed4a22fb678','d4e16895171b756a46d57451c51542ec01e9968906be9a2c506bfd51c2c044b7');
INSERT INTO "audit" VALUES(9,'2026-01-05T12:00:00.000000Z','Li Wei','advice accepted','xc4vy74f2c','8296442bac00b02f2b72d3276e286f7d82e7460c4e27caf54c48ca67ea4511ac','d4e16895171b756a46d57451c51542ec01e9968906be9a2c506bfd51c2c044b7','0ad9fe26dab9e8b1ba5480c72fda5f6897f1c8d5a09b8606562e8bb3358ef5c8');
INSERT INTO "audit" VALUES(10,'2026-01-05T12:00:00.000000Z','Li Wei','outcome kept','xc4vy74f2c','dd976eeb734c2f0eb248e65480db82509fed86d938955c97907bf82866584b5c','0ad9fe26dab9e8b1ba5480c72fda5f6897f1c8d5a09b8606562e8bb3358ef5c8','d67b7099b11c166a813cbf35781a797297f52c0e8218cfc2354b7c9e250370e7');
INSERT INTO "audit" VALUES(11,'2026-01-05T12:00:00.000000Z','Li Wei','role approver given','Li Wei','30a7a9878e2e6d4c4688a3779e3e8a6660c8865f5b44c4c45f651e0796970eae','d67b7099b11c166a813cbf35781a797297f52c0e8218cfc2354b7c9e250370e7','37693782be8534309688095d90b969248d243d525ec2d27cd1067f93e036476d');
INSERT INTO "audit" VALUES(12,'2026-01-05T12:00:00.000000Z','Li Wei','job queued','tcpp4gbpvm','47c03e095aea0691639da70570c02819771ed9245977595b9a87638dccad650b','37693782be8534309688095d90b969248d243d525ec2d27cd1067f93e036476d','941f3f26ff2224d092a0cbf106649efbbce55a81cec1cdfb3947771ae7cb11a4');
INSERT INTO "audit" VALUES(13,'2026-01-05T12:00:00.000000Z','w','job claimed','tcpp4gbpvm','48e726847c5db242bd9164ce8d0f7812e83b2712a2ed021e9a4a80a565598f78','941f3f26ff2224d092a0cbf106649efbbce55a81cec1cdfb3947771ae7cb11a4','e8b38d8b8057518aa41f3fb99ec94c78f4b354e3223ffe1ac3513cfb9c8c762e');
INSERT INTO "audit" VALUES(14,'2026-01-05T12:00:00.000000Z','w','job done','tcpp4gbpvm','a7350bfa1bc467a493dc7395f8acdac842ead700c62f797fd831d58fd2c3764b','e8b38d8b8057518aa41f3fb99ec94c78f4b354e3223ffe1ac3513cfb9c8c762e','7e1bbe28d5774a6b87eb2645d66fd6d4d0b768d832c7a3093a2cbffbd0f73927');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,14,'7e1bbe28d5774a6b87eb2645d66fd6d4d0b768d832c7a3093a2cbffbd0f73927');
CREATE TABLE balances (
	id INTEGER NOT NULL, 
	plant TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	content TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_balances PRIMARY KEY (id), 
	CONSTRAINT uq_balances_plant_sha256 UNIQUE (plant, sha256)
);
INSERT INTO "balances" VALUES(1,'mill','d7f3eb4417e2abe6bb0974a0c69cb9127783d331f55ceb7c9b030781f04fc992','2026-01-05T00:00:00','2026-01-06T00:00:00','{"feed":1}','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE decisions (
	advice_id VARCHAR(16) NOT NULL, 
	kind TEXT NOT NULL, 
	reason_code TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	setpoints TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (advice_id), 
	CONSTRAINT fk_decisions_advice_id FOREIGN KEY(advice_id) REFERENCES advice (id)
);
INSERT INTO "decisions" VALUES('xc4vy74f2c','accepted','','','{"bha":200.0}','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE imports (
	id INTEGER NOT NULL, 
	read INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	known INTEGER NOT NULL, 
	amended INTEGER NOT NULL, 
	replaced INTEGER NOT NULL, 
	plant TEXT NOT NULL, 
	source TEXT NOT NULL, 
	file_sha256 TEXT NOT NULL, 
	rows_sha256 TEXT NOT NULL, 
	clock TEXT NOT NULL, 
	time_column TEXT NOT NULL, 
	columns TEXT NOT NULL, 
	messages TEXT NOT NULL, 
	left_out TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (id)
);
INSERT INTO "imports" VALUES(1,30,30,30,0,0,0,'mill','week.csv','0000000000000000000000000000000000000000000000000000000000000000','15801f54f58c3648098a231b015445808dc5864a7efd5977986501dff593e57e','plant clock as written, no zone given','time','["time","feed_rate_t_h","feed_wo3_pct","conc_wo3_pct","tails_wo3_pct","recovery_wo3_pct","w_bha_g_t","grind_p80_um","w_ph","ore_type"]','[]','[]','Li Wei','2026-01-05T12:00:00.000000Z');
INSERT INTO "imports" VALUES(2,30,30,0,29,0,1,'mill','week.csv','0000000000000000000000000000000000000000000000000000000000000000','858565ef42beddc54b4d3b90c2ea6a7ff1402ddcb9a1a78c437e373ae7e129c9','plant clock as written, no zone given','time','["time","feed_rate_t_h","feed_wo3_pct","conc_wo3_pct","tails_wo3_pct","recovery_wo3_pct","w_bha_g_t","grind_p80_um","w_ph","ore_type"]','[]','[]','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE jobs (
	id VARCHAR(16) NOT NULL, 
	kind TEXT NOT NULL, 
	arguments TEXT NOT NULL, 
	state TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	queued_at TEXT NOT NULL, 
	words TEXT NOT NULL, 
	"key" TEXT, 
	worker TEXT, 
	started_at TEXT, 
	ended_at TEXT, 
	lease_until TEXT, 
	result TEXT, 
	error TEXT, 
	error_id TEXT, 
	deaths INTEGER NOT NULL, 
	progress FLOAT NOT NULL, 
	cancel_requested BOOLEAN NOT NULL, 
	CONSTRAINT pk_jobs PRIMARY KEY (id), 
	CONSTRAINT uq_jobs_key UNIQUE ("key")
);
INSERT INTO "jobs" VALUES('tcpp4gbpvm','retrain','{"seed":1}','done','Li Wei','2026-01-05T12:00:00.000000Z','',NULL,'w','2026-01-05T12:00:00.000000Z','2026-01-05T12:00:00.000000Z',NULL,'{"model":"ab"}',NULL,NULL,0,1.0,0);
CREATE TABLE model_approvals (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	event TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_model_approvals PRIMARY KEY (id), 
	CONSTRAINT fk_model_approvals_sha256 FOREIGN KEY(sha256) REFERENCES models (sha256)
);
CREATE TABLE models (
	sha256 VARCHAR(64) NOT NULL, 
	plant TEXT NOT NULL, 
	plant_sha256 TEXT NOT NULL, 
	survey_sha256 TEXT NOT NULL, 
	card TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_models PRIMARY KEY (sha256)
);
CREATE TABLE outcomes (
	advice_id VARCHAR(16) NOT NULL, 
	number INTEGER NOT NULL, 
	recovery TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	margin FLOAT, 
	CONSTRAINT pk_outcomes PRIMARY KEY (advice_id, number), 
	CONSTRAINT fk_outcomes_advice_id FOREIGN KEY(advice_id) REFERENCES advice (id)
);
INSERT INTO "outcomes" VALUES('xc4vy74f2c',1,'{"WO3":0.5}','Li Wei','2026-01-05T12:00:00.000000Z',1200.0);
CREATE TABLE people (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id)
);
INSERT INTO "people" VALUES(1,'Li Wei','approver','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE plans (
	sha256 VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	question VARCHAR(16), 
	question_version INTEGER, 
	plant TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_plans PRIMARY KEY (sha256)
);
INSERT INTO "plans" VALUES('90b34c7ca7d4df2b90996e6d5847965977869112a65f22f80af2cee89e57de2a',X'7B22E992A8223A20317D0D0A','mcgcqndp6r',1,'mill','Li Wei','2026-01-05T12:00:00.000000Z');
CREATE TABLE plant_versions (
	id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	plant TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	toml TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	comment TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_plant_versions PRIMARY KEY (id), 
	CONSTRAINT uq_plant_versions_plant_number UNIQUE (plant, number)
);
INSERT INTO "plant_versions" VALUES(1,1,'Small','3fae4619fe93f704d721fbf592786ef9ad7daf0bbffeb27a001d3889f0822c20','# A plant that uses every key of a plant file once.
schema = 1
name = "Small"
zh = "小厂"
shift_hours = 8
assay_delay_hours = 24
time_column = "shift_start"
feed_rate = "feed_t_h"
group_column = "ore_type"
links = ["log", "logit"]
fresh_feed = "ore"
base = { energy_kwh_t = 5.0, water_m3_t = 2.0 }
retraining = { automatic = false, gain = 0.03, regret = 0.01 }

[[column]]
name = "shift_start"
unit = "-"
kind = "time"
zh = "班次"
en = "Shift"
[[column]]
name = "feed_t_h"
unit = "t/h"
kind = "tonnage"
low = 0
high = 200
zh = "处理量"
en = "Feed rate"
required = true
[[column]]
name = "ore_wo3_pct"
unit = "%"
kind = "grade"
low = 0.05
high = 2.0
zh = "原矿三氧化钨"
en = "Ore WO3"
aliases = ["WO3 feed", "原矿WO3"]
required = true
sd_relative = 0.02
sd_absolute = 0.001
[[column]]
name = "con_wo3_pct"
unit = "%"
kind = "grade"
low = 1.0
high = 80.0
zh = "精矿三氧化钨"
en = "Concentrate WO3"
[[column]]
name = "con_t_h"
unit = "t/h"
kind = "tonnage"
low = 0
high = 20
zh = "精矿量"
en = "Concentrate rate"
[[column]]
name = "rougher_recovery_pct"
unit = "%"
kind = "recovery"
low = 0
high = 100
zh = "粗选回收率"
en = "Rougher recovery"
[[column]]
name = "rougher_pull_pct"
unit = "%"
kind = "share"
low = 0
high = 100
zh = "粗选产率"
en = "Rougher mass pull"
[[column]]
name = "bha_g_t"
unit = "g/t"
kind = "dosage"
low = 0
high = 900
zh = "捕收剂"
en = "BHA"
[[column]]
name = "ph"
unit = "pH"
kind = "ph"
low = 6
high = 12
zh = "酸碱度"
en = "Rougher pH"
[[column]]
name = "air_m3_min"
unit = "m3/min"
kind = "flow"
low = 0
high = 50
zh = "充气量"
en = "Air"
[[column]]
name = "grind_p80_um"
unit = "µm"
kind = "size"
low = 40
high = 200
zh = "磨矿粒度"
en = "Grind P80"
[[column]]
name = "cleaner_c"
unit = "°C"
kind = "temperature"
low = 10
high = 99
zh = "精选温度"
en = "Cleaner temperature"
[[column]]
name = "pulp_c"
unit = "°C"
kind = "temperature"
low = 0
high = 40
zh = "矿浆温度"
en = "Pulp temperature"
[[column]]
name = "work_index_kwh_t"
unit = "kWh/t"
kind = "specific_energy"
low = 8
high = 20
zh = "功指数"
en = "Work index"
[[column]]
name = "ore_type"
unit = "-"
kind = "text"
zh = "矿石类型"
en = "Ore type"
required = false

[[component]]
name = "WO3"
mineral_grade_pct = 80.5
zh = "三氧化钨"
en = "WO3"

[[stream]]
name = "ore"
zh = "原矿"
en = "Ore"
solids = "feed_t_h"
assays = { WO3 = "ore_wo3_pct" }
[[stream]]
name = "con"
zh = "精矿"
en = "Concentrate"
solids = "con_t_h"
assays = { WO3 = "con_wo3_pct" }

[[stage]]
name = "rougher"
zh = "粗选"
en = "Rougher"
feed = ["ore", "cleaner_tails"]
concentrate = "rougher_con"
tails = "tails"
recovery = { WO3 = "rougher_recovery_pct" }
mass_pull = "rougher_pull_pct"
[[stage]]
name = "cleaner"
zh = "精选"
en = "Cleaner"
feed = ["rougher_con"]
concentrate = "con"
tails = "cleaner_tails"

[[lever]]
column = "bha_g_t"
low = 50
high = 500
max_move = 60
reagent = { item = "bha", g_t_per_unit = 1.0, above = 0.0 }
effect = [
  { stage = "rougher", on = ["WO3", "solids"], shape = "rising", varies_with = "pulp_c", reason = "collector" },
  { stage = "cleaner", on = ["WO3"], shape = "free", reason = "carried over" },
]
[[lever]]
column = "ph"
low = 8.0
high = 10.5
reagent = { item = "soda", g_t_per_unit = 800, above = 8.0 }
effect = [{ stage = "rougher", on = ["WO3"], shape = "peaked", reason = "window" }]
[[lever]]
column = "air_m3_min"
low = 5
high = 30
energy = { law = "linear", item = "electricity", kwh_t_per_unit = 0.2, above = 0.0 }
effect = [{ stage = "rougher", on = ["solids"], shape = "rising", reason = "froth" }]
[[lever]]
column = "grind_p80_um"
low = 60
high = 150
energy = { law = "bond", item = "electricity", f80_um = 9000, work_index = "work_index_kwh_t" }
effect = [{ stage = "rougher", on = ["WO3"], shape = "falling", reason = "liberation" }]
[[lever]]
column = "cleaner_c"
low = 40
high = 95

[lever.energy]
law = "heating"
item = "heat"
stage = "cleaner"
ambient = "pulp_c"
solids_fraction = 0.6
loss = 0.1

[[lever.effect]]
stage = "cleaner"
on = ["WO3"]
shape = "rising"
reason = "desorption"

[[pair]]
levers = ["bha_g_t", "grind_p80_um"]
stage = "rougher"
on = ["WO3"]
kind = "synergy"
reason = "liberated surfaces take collector"

[[condition]]
column = "ore_wo3_pct"
[[condition]]
column = "pulp_c"
[[condition]]
column = "work_index_kwh_t"

[[product]]
stream = "con"
component = "WO3"
price = "wo3"
payable = 0.95
min_grade_pct = 50

[[price]]
item = "wo3"
value = 398500
low = 84700
high = 694500
unit = "CNY/t"
date = 2026-09-23
source = "an example"
basis_pct = 65
co2_kg_per_unit = 0.0
[[price]]
item = "bha"
value = 45
low = 30
high = 60
unit = "CNY/kg"
date = 2026-09-23
source = "assumed"
co2_kg_per_unit = 3.0
[[price]]
item = "soda"
value = 2000
low = 1200
high = 2800
unit = "CNY/t"
date = 2026-09-23
source = "assumed"
[[price]]
item = "electricity"
value = 0.65
low = 0.58
high = 0.75
unit = "CNY/kWh"
date = 2026-09-23
source = "assumed"
[[price]]
item = "heat"
value = 0.25
low = 0.2
high = 0.35
unit = "CNY/kWh"
date = 2026-09-23
source = "assumed"

[[tariff]]
item = "electricity"
from_hour = 23
to_hour = 7
value = 0.35

[[limit]]
name = "effluent_lead"
zh = "废水铅"
en = "Lead in effluent"
unit = "mg/L"
high = 1.0
intercept = 0.1
per_unit = { bha_g_t = 0.001 }
source = "assumed"
','Li Wei','','2026-01-05T12:00:00.000000Z');
CREATE TABLE price_versions (
	id INTEGER NOT NULL, 
	plant TEXT NOT NULL, 
	item TEXT NOT NULL, 
	valid_from TEXT NOT NULL, 
	content TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_price_versions PRIMARY KEY (id)
);
CREATE TABLE questions (
	id VARCHAR(16) NOT NULL, 
	version INTEGER NOT NULL, 
	plant TEXT NOT NULL, 
	name TEXT NOT NULL, 
	toml TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	removed BOOLEAN NOT NULL, 
	CONSTRAINT pk_questions PRIMARY KEY (id, version)
);
INSERT INTO "questions" VALUES('mcgcqndp6r',1,'mill','=less BHA','goal = "cost"','Li Wei','2026-01-05T12:00:00.000000Z',0);
INSERT INTO "questions" VALUES('mcgcqndp6r',2,'mill','=less BHA','goal = "cost"','Li Wei','2026-01-05T12:00:00.000000Z',1);
CREATE TABLE survey_rows (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	until_import INTEGER, 
	plant TEXT NOT NULL, 
	shift TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	content TEXT NOT NULL, 
	doubtful TEXT NOT NULL, 
	CONSTRAINT pk_survey_rows PRIMARY KEY (id), 
	CONSTRAINT fk_survey_rows_import_id FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_survey_rows_until_import FOREIGN KEY(until_import) REFERENCES imports (id)
);
INSERT INTO "survey_rows" VALUES(1,1,NULL,'mill','2023-01-01T00:00:00','405af4b690691341578abc4ed193c9a5712ae149be29e3dc4ee8698636b60697','{"conc_wo3_pct":59.98,"feed_rate_t_h":147.7,"feed_wo3_pct":0.4545,"grind_p80_um":74.2,"ore_type":"A","recovery_wo3_pct":69.71,"tails_wo3_pct":0.1395,"w_bha_g_t":341.3,"w_ph":9.02}','[]');
INSERT INTO "survey_rows" VALUES(2,1,NULL,'mill','2023-01-01T08:00:00','7a929f2929056cf17f729e374ebe062f2248f8f1d9d6bafbbff22f92d737ee9d','{"conc_wo3_pct":61.58,"feed_rate_t_h":162.6,"feed_wo3_pct":0.4453,"grind_p80_um":70.8,"ore_type":"B","recovery_wo3_pct":71.91,"tails_wo3_pct":0.1269,"w_bha_g_t":352.5,"w_ph":9.35}','[]');
INSERT INTO "survey_rows" VALUES(3,1,NULL,'mill','2023-01-01T16:00:00','12ce8524e7b8b119174597ac7f453f6a395cf112d50677b0d8ce1f0f20bcbe64','{"conc_wo3_pct":61.68,"feed_rate_t_h":146.5,"feed_wo3_pct":0.4737,"grind_p80_um":77.5,"ore_type":"B","recovery_wo3_pct":62.98,"tails_wo3_pct":0.1763,"w_bha_g_t":324.5,"w_ph":8.88}','[]');
INSERT INTO "survey_rows" VALUES(4,1,2,'mill','2023-01-02T00:00:00','d0485ff41599ab324790da7d4b0bc82f6b753b96aa752bde8595e191cbde6a08','{"conc_wo3_pct":63.08,"feed_rate_t_h":144.1,"feed_wo3_pct":0.4538,"grind_p80_um":74.2,"ore_type":"B","recovery_wo3_pct":69.21,"tails_wo3_pct":0.1385,"w_bha_g_t":334.7,"w_ph":9.09}','[]');
INSERT INTO "survey_rows" VALUES(5,1,NULL,'mill','2023-01-02T08:00:00','01895b57c78f48612fc59297fbbabd0258e97828fe134571d934c4cd7293d5d6','{"conc_wo3_pct":62.43,"feed_rate_t_h":152.0,"feed_wo3_pct":0.4311,"grind_p80_um":73.3,"ore_type":"A","recovery_wo3_pct":67.13,"tails_wo3_pct":0.1422,"w_bha_g_t":349.7,"w_ph":8.97}','[]');
INSERT INTO "survey_rows" VALUES(6,1,NULL,'mill','2023-01-02T16:00:00','9b8c421a791b335b84f0536ca7f5c90a9e64862ec2223ebad8d431583bce335d','{"conc_wo3_pct":62.71,"feed_rate_t_h":158.3,"feed_wo3_pct":0.4632,"grind_p80_um":77.1,"ore_type":"B","recovery_wo3_pct":68.7,"tails_wo3_pct":0.1446,"w_bha_g_t":305.4,"w_ph":9.08}','[]');
INSERT INTO "survey_rows" VALUES(7,1,NULL,'mill','2023-01-03T00:00:00','0ea8255bf667dea602ae467f81b916b55f71892e86af334a0a92d1cc572b9f03','{"conc_wo3_pct":60.69,"feed_rate_t_h":151.3,"feed_wo3_pct":0.4995,"grind_p80_um":73.1,"ore_type":"B","recovery_wo3_pct":63.01,"tails_wo3_pct":0.1836,"w_bha_g_t":359.0,"w_ph":9.0}','[]');
INSERT INTO "survey_rows" VALUES(8,1,NULL,'mill','2023-01-03T08:00:00','d43d76793443d0224af3a3c1690b643e73f5721222c3b78622c158b4beae4fb6','{"conc_wo3_pct":61.74,"feed_rate_t_h":145.3,"feed_wo3_pct":0.4854,"grind_p80_um":80.6,"ore_type":"A","recovery_wo3_pct":64.3,"tails_wo3_pct":0.1746,"w_bha_g_t":346.8,"w_ph":8.92}','[]');
INSERT INTO "survey_rows" VALUES(9,1,NULL,'mill','2023-01-03T16:00:00','1818cb04bb2a65e5152af94de63688991ce7c2b0a608a2af124b9b455c884a2f','{"conc_wo3_pct":63.57,"feed_rate_t_h":139.3,"feed_wo3_pct":0.4254,"grind_p80_um":76.4,"ore_type":"B","recovery_wo3_pct":66.08,"tails_wo3_pct":0.1442,"w_bha_g_t":314.4,"w_ph":8.87}','[]');
INSERT INTO "survey_rows" VALUES(10,1,NULL,'mill','2023-01-04T00:00:00','eb4f6cca7f657572b5590d7fb95efea22844ce9a572f64f735a42d32e1066780','{"conc_wo3_pct":64.99,"feed_rate_t_h":138.8,"feed_wo3_pct":0.4067,"grind_p80_um":73.1,"ore_type":"B","recovery_wo3_pct":74.42,"tails_wo3_pct":0.1033,"w_bha_g_t":278.1,"w_ph":9.46}','[]');
INSERT INTO "survey_rows" VALUES(11,1,NULL,'mill','2023-01-04T08:00:00','32af3c8e661dcfe57d70bb928142cf20bfa0974cea11e18969b6b27f661e92d8','{"conc_wo3_pct":59.48,"feed_rate_t_h":154.0,"feed_wo3_pct":0.4281,"grind_p80_um":67.2,"ore_type":"A","recovery_wo3_pct":67.69,"tails_wo3_pct":0.1377,"w_bha_g_t":365.4,"w_ph":8.99}','[]');
INSERT INTO "survey_rows" VALUES(12,1,NULL,'mill','2023-01-04T16:00:00','bbb5a03ef0b2b8240c5f4081fa6737cef3bfb0e09beb210cdcff5b76eeca2a11','{"conc_wo3_pct":65.03,"feed_rate_t_h":157.9,"feed_wo3_pct":0.4515,"grind_p80_um":69.8,"ore_type":"A","recovery_wo3_pct":66.19,"tails_wo3_pct":0.1537,"w_bha_g_t":341.1,"w_ph":8.7}','[]');
INSERT INTO "survey_rows" VALUES(13,1,NULL,'mill','2023-01-05T00:00:00','f368d81d387caf45a3c69d0c4035d08b71d01b7695b4d96040900a3a909322d7','{"conc_wo3_pct":64.69,"feed_rate_t_h":148.7,"feed_wo3_pct":0.3736,"grind_p80_um":79.3,"ore_type":"B","recovery_wo3_pct":65.23,"tails_wo3_pct":0.1308,"w_bha_g_t":334.1,"w_ph":8.9}','[]');
INSERT INTO "survey_rows" VALUES(14,1,NULL,'mill','2023-01-05T08:00:00','1cd0265a409787944e678793bed90cc585bbacf7180f7c45a9ad4f8e8c8cb7c1','{"conc_wo3_pct":63.56,"feed_rate_t_h":141.4,"feed_wo3_pct":0.4422,"grind_p80_um":74.8,"ore_type":"A","recovery_wo3_pct":70.4,"tails_wo3_pct":0.1333,"w_bha_g_t":342.9,"w_ph":9.1}','[]');
INSERT INTO "survey_rows" VALUES(15,1,NULL,'mill','2023-01-05T16:00:00','5fe4696da5e5391ac1c2a1542cdaade23b41c2bcb4391a4c84d50e97f4e8e4d0','{"conc_wo3_pct":62.53,"feed_rate_t_h":157.0,"feed_wo3_pct":0.4073,"grind_p80_um":73.9,"ore_type":"B","recovery_wo3_pct":62.68,"tails_wo3_pct":0.1526,"w_bha_g_t":404.5,"w_ph":8.92}','[]');
INSERT INTO "survey_rows" VALUES(16,1,NULL,'mill','2023-01-06T00:00:00','f58cf361becf152af60d9b4f95e2db847c101f66185228dc5f25e1cd988f6422','{"conc_wo3_pct":61.37,"feed_rate_t_h":139.8,"feed_wo3_pct":0.4244,"grind_p80_um":81.6,"ore_type":"B","recovery_wo3_pct":72.41,"tails_wo3_pct":0.119,"w_bha_g_t":348.5,"w_ph":9.2}','[]');
INSERT INTO "survey_rows" VALUES(17,1,NULL,'mill','2023-01-06T08:00:00','ba7e40ceadccce27d23a565412b93cfafa2931b7b6e594c3c960394167cd4114','{"conc_wo3_pct":64.92,"feed_rate_t_h":144.3,"feed_wo3_pct":0.4308,"grind_p80_um":69.9,"ore_type":"A","recovery_wo3_pct":70.54,"tails_wo3_pct":0.1293,"w_bha_g_t":352.6,"w_ph":9.15}','[]');
INSERT INTO "survey_rows" VALUES(18,1,NULL,'mill','2023-01-06T16:00:00','3531aaa27a4554c161fb90fe42c842611e8b22fede6ae6b7d58b7e015d97c53d','{"conc_wo3_pct":65.92,"feed_rate_t_h":155.0,"feed_wo3_pct":0.4388,"grind_p80_um":72.7,"ore_type":"B","recovery_wo3_pct":65.69,"tails_wo3_pct":0.1527,"w_bha_g_t":305.4,"w_ph":8.98}','[]');
INSERT INTO "survey_rows" VALUES(19,1,NULL,'mill','2023-01-07T00:00:00','f366d8cc8397fbf71af072996bc052717d7ecc63a2df836f339e8f401afdd3c1','{"conc_wo3_pct":65.6,"feed_rate_t_h":132.0,"feed_wo3_pct":0.4651,"grind_p80_um":73.1,"ore_type":"A","recovery_wo3_pct":67.3,"tails_wo3_pct":0.1495,"w_bha_g_t":399.4,"w_ph":8.93}','[]');
INSERT INTO "survey_rows" VALUES(20,1,NULL,'mill','2023-01-07T08:00:00','cd713a4aeb80531aceb3352505fcde06dddf78098cfea64215fd07b96bf5d3e6','{"conc_wo3_pct":64.63,"feed_rate_t_h":153.1,"feed_wo3_pct":0.4891,"grind_p80_um":77.3,"ore_type":"A","recovery_wo3_pct":62.54,"tails_wo3_pct":0.1859,"w_bha_g_t":377.5,"w_ph":8.85}','[]');
INSERT INTO "survey_rows" VALUES(21,1,NULL,'mill','2023-01-07T16:00:00','57242c01d66170b64238764719899d85368e15308aafd62569705741d4d96959','{"conc_wo3_pct":62.71,"feed_rate_t_h":145.3,"feed_wo3_pct":0.4454,"grind_p80_um":72.3,"ore_type":"A","recovery_wo3_pct":67.69,"tails_wo3_pct":0.145,"w_bha_g_t":382.0,"w_ph":8.9}','[]');
INSERT INTO "survey_rows" VALUES(22,1,NULL,'mill','2023-01-08T00:00:00','ee51a8f5f721aea49842884f18d9c11964dab566335c3c51588e31e7b47cd107','{"conc_wo3_pct":59.58,"feed_rate_t_h":150.9,"feed_wo3_pct":0.502,"grind_p80_um":72.5,"ore_type":"A","recovery_wo3_pct":70.2,"tails_wo3_pct":0.1511,"w_bha_g_t":351.4,"w_ph":8.78}','[]');
INSERT INTO "survey_rows" VALUES(23,1,NULL,'mill','2023-01-08T08:00:00','97c86495d8ccab0c32020da6c476efac271823f34dbb2df178829dfbd78b4b48','{"conc_wo3_pct":61.99,"feed_rate_t_h":149.4,"feed_wo3_pct":0.4267,"grind_p80_um":68.6,"ore_type":"A","recovery_wo3_pct":69.39,"tails_wo3_pct":0.1317,"w_bha_g_t":377.5,"w_ph":9.18}','[]');
INSERT INTO "survey_rows" VALUES(24,1,NULL,'mill','2023-01-08T16:00:00','806c9ec8a24e46e3689975257ec44ea539b9c8774566d5c32921a047373b7f8e','{"conc_wo3_pct":63.31,"feed_rate_t_h":151.6,"feed_wo3_pct":0.4628,"grind_p80_um":77.9,"ore_type":"B","recovery_wo3_pct":71.54,"tails_wo3_pct":0.133,"w_bha_g_t":361.1,"w_ph":9.24}','[]');
INSERT INTO "survey_rows" VALUES(25,1,NULL,'mill','2023-01-09T00:00:00','7b33c17d1d7f59182679a648e4c7fab53d7faff1fb6e29cdd163c1cb81229458','{"conc_wo3_pct":59.42,"feed_rate_t_h":155.6,"feed_wo3_pct":0.4837,"grind_p80_um":78.2,"ore_type":"B","recovery_wo3_pct":72.09,"tails_wo3_pct":0.1363,"w_bha_g_t":368.4,"w_ph":8.81}','[]');
INSERT INTO "survey_rows" VALUES(26,1,NULL,'mill','2023-01-09T08:00:00','5432099c1ba108e2d8cfc6ed34c322a1b242e53d258f8d0c4a6cbfd14f968655','{"conc_wo3_pct":62.79,"feed_rate_t_h":143.9,"feed_wo3_pct":0.4534,"grind_p80_um":73.1,"ore_type":"A","recovery_wo3_pct":66.16,"tails_wo3_pct":0.1537,"w_bha_g_t":345.4,"w_ph":8.82}','[]');
INSERT INTO "survey_rows" VALUES(27,1,NULL,'mill','2023-01-09T16:00:00','71151345a93222205ec898c5e2c2c661a8bf1eada9274c4b4f30cd043d127eb4','{"conc_wo3_pct":62.86,"feed_rate_t_h":161.4,"feed_wo3_pct":0.424,"grind_p80_um":75.7,"ore_type":"B","recovery_wo3_pct":65.84,"tails_wo3_pct":0.1431,"w_bha_g_t":305.8,"w_ph":8.73}','[]');
INSERT INTO "survey_rows" VALUES(28,1,NULL,'mill','2023-01-10T00:00:00','10eeeba0e5f606bafe2f0da23007502dc7cbf33d9997918c9b533b349ca38be8','{"conc_wo3_pct":63.39,"feed_rate_t_h":155.8,"feed_wo3_pct":0.418,"grind_p80_um":69.8,"ore_type":"B","recovery_wo3_pct":64.24,"tails_wo3_pct":0.15,"w_bha_g_t":380.9,"w_ph":8.86}','[]');
INSERT INTO "survey_rows" VALUES(29,1,NULL,'mill','2023-01-10T08:00:00','39e50000f682f1e3490c5d5952e8ac9412c241e7368df39f1e9f26caac3051a2','{"conc_wo3_pct":59.63,"feed_rate_t_h":156.7,"feed_wo3_pct":0.4338,"grind_p80_um":73.1,"ore_type":"A","recovery_wo3_pct":70.18,"tails_wo3_pct":0.129,"w_bha_g_t":292.0,"w_ph":8.53}','[]');
INSERT INTO "survey_rows" VALUES(30,1,NULL,'mill','2023-01-10T16:00:00','cb6d3e5a20290a1807355cd178b9b9ae968b2777ba62593f188291e4512db0b2','{"conc_wo3_pct":60.68,"feed_rate_t_h":159.3,"feed_wo3_pct":0.458,"grind_p80_um":80.5,"ore_type":"B","recovery_wo3_pct":63.43,"tails_wo3_pct":0.1698,"w_bha_g_t":342.8,"w_ph":8.83}','[]');
INSERT INTO "survey_rows" VALUES(31,2,NULL,'mill','2023-01-02T00:00:00','5d0217d5fb65f6d0cf12549ffa34ce537124de2e840872876f6db712ffbc289b','{"conc_wo3_pct":63.08,"feed_rate_t_h":144.1,"feed_wo3_pct":0.4538,"grind_p80_um":74.2,"ore_type":"B","recovery_wo3_pct":69.21,"tails_wo3_pct":0.1385,"w_bha_g_t":334.7,"w_ph":9.19}','[]');
CREATE INDEX ix_price_versions_plant_item_valid_from ON price_versions (plant, item, valid_from);
CREATE INDEX ix_imports_plant ON imports (plant);
CREATE UNIQUE INDEX uq_survey_rows_present ON survey_rows (plant, shift) WHERE until_import IS NULL;
CREATE INDEX ix_models_plant ON models (plant);
CREATE INDEX ix_questions_plant ON questions (plant);
CREATE INDEX ix_plans_plant ON plans (plant);
CREATE INDEX ix_advice_plant_shift ON advice (plant, shift);
CREATE INDEX ix_people_name ON people (name);
CREATE INDEX ix_jobs_state_queued_at ON jobs (state, queued_at);
COMMIT;
