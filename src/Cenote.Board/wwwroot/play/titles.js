// @ts-check
// The poolings in words: titles and a sentence each. Forms (global, adaptive) are put together from their family's; what stands here in neither language is told by the catalogue.
import { isChinese } from '../words.js';

/** @type {Record<string, [string, string, string]>} name: Chinese title, English sentence, Chinese sentence */
const told = {
  max: ['最大池化', 'Keeps the strongest response of each window and forgets the rest: edges and corners survive, and a small shift changes little.', '每个窗口只留下最强的响应，其余都忘掉：边缘和角点得以保留，小的平移影响不大。'],
  min: ['最小池化', 'Keeps the weakest of each window: dark spots, gaps, lower envelopes. Behind a ReLU little but zeros is left.', '每个窗口只留下最弱的值：暗点、缺口、下包络。放在 ReLU 之后往往只剩零。'],
  avg: ['平均池化', 'Keeps the level of a region and evens out noise; what is strong but small gets dim.', '保留一个区域的整体水平并抹平噪声；强而小的东西会变暗。'],
  sum: ['求和池化', 'Says how much there is, not only how strong: good for counting. It grows with the window.', '不仅看多强，还看有多少：适合计数。结果随窗口变大。'],
  lp: ['Lp 池化', 'One dial from sum (p = 1) over energy (p = 2) to the greatest magnitude (p infinite).', '一个旋钮：从求和（p = 1）、能量（p = 2）到最大绝对值（p 无穷大）。'],
  soft: ['软池化', 'Weighs each element by e to its value: the strong count most, yet every element keeps a gradient.', '按 e 的该值次方给每个元素加权：强者占优，但每个元素都有梯度。'],
  lse: ['对数-求和-指数池化', 'A smooth maximum: above the greatest by at most log n / r, with a gradient for all.', '平滑的最大值：最多比最大值高 log n / r，所有元素都得到梯度。'],
  gem: ['广义均值池化', 'A power mean whose p can be learned: 1 is the average, a large p comes near the maximum.', '幂平均，p 可以学习：1 就是平均，p 很大时接近最大值。'],
  'max-unpool': ['最大反池化', 'Puts each maximum back where it was found and leaves zeros elsewhere: outlines stay sharp in decoders.', '把每个最大值放回原处，其余填零：解码器里的轮廓因此清晰。'],
  stochastic: ['随机池化', 'Draws one element of each window, the larger the likelier: noise that regularises. In inference it takes the mean weighted by the values, which is more than the plain average.', '从每个窗口随机抽取一个元素，值越大越可能：这种噪声起正则化作用。推理时取按值加权的平均，它比普通平均大。'],
  mixed: ['混合池化', 'A share of max and the rest of average; in a network the share is learned.', '一部分最大值加一部分平均值；在网络中比例由训练得到。'],
  'mixed-random': ['随机混合池化', 'Draws for each channel whether it pools by max or by average.', '为每个通道随机决定用最大池化还是平均池化。'],
  gated: ['门控池化', 'Looks into each window and decides there how much of max and how much of average it takes.', '先看窗口的内容，再决定其中取多少最大值、多少平均值。'],
  attention: ['注意力池化', 'Learns which places matter and weighs them by it; the weights can be looked at.', '学习哪些位置重要并据此加权；权重可以直接观察。'],
  capsule: ['胶囊间的动态路由', 'Parts vote for wholes; in each round votes that agree with the result gain weight, so pose is kept.', '部分为整体投票；每一轮中与结果一致的票权重上升，因此姿态得以保留。'],
  'seq-mean': ['序列平均', 'The mean over the tokens: the usual way from words to a sentence. Long texts wash out.', '对各词元取平均：从词到句的常用办法。文本越长越模糊。'],
  'seq-max': ['序列最大值', 'For each feature the strongest evidence of any token; one odd token can decide.', '每个特征取所有词元中最强的证据；一个怪词元就能左右结果。'],
  'seq-sum': ['序列求和', 'Adds the tokens up: length counts.', '把词元相加：长度会影响结果。'],
  'seq-weighted-mean': ['序列加权平均', 'Tokens weigh as they are told, here by their position: later ones more.', '词元按给定权重计，这里按位置：越靠后越重。'],
  'seq-mean-sqrt': ['和除以长度的平方根', 'Between sum and mean: length counts a little.', '介于求和与平均之间：长度只有一点影响。'],
  'seq-first': ['第一个词元', 'Takes the first token, where a model was trained to gather the meaning there.', '取第一个词元；适合训练时就把含义汇集到那里的模型。'],
  'seq-last': ['最后一个词元', 'Takes the last token, which has seen all others in a model that reads from left to right.', '取最后一个词元；从左到右阅读的模型里，它看过了全部内容。'],
  'seq-attention': ['序列注意力', 'Learns a vector that scores each token, and weighs by the softmax of the scores.', '学习一个给词元打分的向量，再按分数的 softmax 加权。'],
};

/** @param {string} name */
function parts(name) {
  const form = name.startsWith('global-') ? 'global' : name.startsWith('adaptive-') ? 'adaptive' : '';
  return { form, family: form ? name.slice(form.length + 1) : name };
}

/** @param {{ name: string, title: string }} operator */
export function title({ name, title }) {
  const { form, family } = parts(name), chinese = told[family]?.[0];
  return isChinese && chinese ? `${form === 'global' ? '全局' : form === 'adaptive' ? '自适应' : ''}${chinese}` : title.charAt(0).toUpperCase() + title.slice(1);
}

/** @param {{ name: string, goodAt: string }} operator */
export function sentence({ name, goodAt }) {
  const { form, family } = parts(name), one = told[family];
  if (!one)
    return goodAt;

  const more = isChinese
    ? { global: '整张图并成每个通道一个数：忘掉位置。', adaptive: '无论输入多大都给出同样大小的输出，窗口因此可能大小不一。', '': '' }
    : { global: 'The whole map becomes one number for each channel: it forgets where. ', adaptive: 'The same size from a map of any size, so windows may be uneven. ', '': '' };
  return more[/** @type {keyof typeof more} */ (form)] + (isChinese ? one[2] : one[1]);
}

/** The names of the kinds of pooling. */
export const kindTitles = isChinese
  ? { window: '窗口', global: '全局', adaptive: '自适应', unpooling: '反池化', set: '集合', sequence: '序列' }
  : { window: 'Windows', global: 'Global', adaptive: 'Adaptive', unpooling: 'Unpooling', set: 'Sets', sequence: 'Sequences' };
