// @ts-check
// The text of the lessons, in two languages side by side.
import { words } from '../words.js';

export const text = words(
  {
    title: 'Learn', contents: 'Contents', lead: 'What pooling does to pictures and numbers, with examples that are alive: every number and pixel on this page was just computed by the library.',
    play: 'Open in the playground',
    why: {
      title: 'What pooling is for',
      body: [
        'A video of 1080 lines, watched at 720, has lost a third of its lines and is still the same film. Neighbouring pixels were merged; it loads faster, and you recognise everything. Here a photograph of 128 lines loses a third of its own, in two ways.',
        'Pooling does this inside a network, for three reasons: smaller maps mean less to compute; a feature that moves by a pixel gives almost the same result; and fewer numbers leave less room to learn an image by heart.',
      ],
      original: 'Before: 128 lines', average: 'Average pooling to 85', max: 'Max pooling to 85',
      limits: [
        'The comparison shows the shrinking, and there it ends. A video player averages, which is the picture in the middle. Max pooling keeps the extreme of each window, so the picture on the right is brighter and rougher: it is no good way to shrink a photograph.',
        'And what a network pools are not pictures but maps of features: how much of an edge, a texture, an eye there is at each place. There, whether something is present at all is often the question, and the greatest answers it.',
      ],
    },
    max: {
      title: 'Max pooling, worked',
      body: ['A window of 2 × 2 moves over the map in steps of its own size; each time its greatest number is written down. Sixteen numbers become four. Press Play, or go window by window.'],
      after: 'The kernel is the window’s size, the stride is its step. Of 32 rows, windows of 3 in steps of 3 leave two rows over: without ceil mode they are dropped and 10 rows come out, with it a last window hangs over the edge and there are 11.',
    },
    looks: {
      title: 'What it looks like',
      body: ['The size shrinks, outlines stay, detail goes. Point at the output and see which window it comes from; watch the thin bright lines, which max pooling keeps and makes wider.'],
    },
    program: {
      title: 'The program',
      body: ['Three commands do the whole exercise: images are pooled batch by batch and logged before and after, then looked at side by side. The first says what it writes; the second opens what the first wrote; the third works any pooling on numbers in the terminal.'],
    },
    others: {
      title: 'All the poolings',
      body: ['Each takes the same example. Open one to play it; its numbers can be changed in the playground.'],
      good: 'Good', bad: 'Bad', source: 'Source', gradient: 'Gradient',
    },
    stochastic: {
      title: 'Stochastic pooling is no average in inference',
      body: ['It is often said that in inference stochastic pooling is average pooling. It is not: where large values are drawn more often, what is drawn on average lies above the plain average. It is the mean weighted by the values, sum(x²) / sum(x), and the mean of a thousand draws comes close to that.'],
    },
    choose: {
      title: 'How to choose',
      head: ['Pooling', 'What it does', 'Taken for', 'Used in'],
      body: ['Max and average are used most, and global average pooling ends most modern networks. Ask whether detail matters, and whether the network overfits. These are claims; what suits your own images can be measured.'],
    },
  },
  {
    title: '学习', contents: '目录', lead: '用会动的例子看池化对图片和数字做了什么：本页的每个数字、每个像素都由本库当场算出。',
    play: '在试验场中打开',
    why: {
      title: '池化有什么用',
      body: [
        '把 1080 线的视频换成 720 线来看，三分之一的扫描线没有了，影片却还是那部影片。相邻像素被并在一起，加载更快，内容照样认得出。这里让一张 128 行的照片也少掉三分之一，用两种办法。',
        '网络里做池化有三个理由：图变小，计算变少；特征移动一个像素，结果几乎不变；数字少了，死记图片的余地也小了。',
      ],
      original: '之前：128 行', average: '平均池化到 85 行', max: '最大池化到 85 行',
      limits: [
        '这个比喻只说明了“变小”。播放器做的是平均，也就是中间那张。最大池化取每个窗口的极值，所以右边更亮、更粗糙：用它来缩小照片并不合适。',
        '况且网络池化的不是图片，而是特征图：每个位置有多少边缘、纹理或眼睛。那里要问的常常是“有没有”，最大值正好回答这个问题。',
      ],
    },
    max: {
      title: '动手算最大池化',
      body: ['2 × 2 的窗口以自身大小为步幅在图上移动，每到一处记下最大的数。十六个数变成四个。按“播放”，或逐个窗口查看。'],
      after: '核是窗口的大小，步幅是移动的距离。32 行用 3 的核、3 的步幅会剩下两行：不用 ceil 模式就丢掉它们，得到 10 行；用了则让最后一个窗口伸出边缘，得到 11 行。',
    },
    looks: {
      title: '看起来怎样',
      body: ['尺寸缩小，轮廓留下，细节消失。点一下输出，看它来自哪个窗口；留意细而亮的线条，最大池化会保留并加宽它们。'],
    },
    program: {
      title: '程序',
      body: ['三条命令做完整个练习：图像逐批池化，前后都记入日志，再并排查看。第一条写日志并说明写了什么；第二条打开它；第三条在终端里用数字演算任意一种池化。'],
    },
    others: {
      title: '所有池化',
      body: ['都用同一个例子。展开即可播放；数字可以到试验场里改。'],
      good: '长处', bad: '短处', source: '出处', gradient: '梯度',
    },
    stochastic: {
      title: '随机池化在推理时不是平均池化',
      body: ['常听说随机池化在推理时等同于平均池化。其实不然：大的值更常被抽到，抽取的平均就高于普通平均。它是按值加权的平均 sum(x²) / sum(x)，一千次抽取的平均与它很接近。'],
    },
    choose: {
      title: '如何选择',
      head: ['池化', '做什么', '优点', '用在哪里'],
      body: ['最大池化和平均池化用得最多，现代网络大多以全局平均池化收尾。先问细节是否重要，再问网络是否过拟合。这些都是说法；哪一种适合你的图像，可以测量。'],
    },
  });

/** The Chinese rows of the table of how to choose; the English ones are the catalogue's. @type {Record<string, [string, string, string]>} */
export const chineseChoices = {
  max: ['取窗口中的最大值', '保留突出的局部特征，如边缘', '图像分类、检测'],
  avg: ['取窗口的平均值', '保留区域整体，抗噪声', '分割、平滑特征图'],
  'global-avg': ['整张图并成每通道一个数', '参数更少，过拟合更少', '代替全连接层，或放在最后一个全连接层之前'],
  stochastic: ['按值的大小随机抽一个元素', '正则化，泛化更好', '网络过拟合时'],
  mixed: ['学习多种池化的混合比例', '兼有各家之长', '细节种类繁多的任务'],
  attention: ['按学到的权重给位置加权', '适应任务', '复杂或定制的网络、成包的样本'],
};

export const commands = `cenote visualize
cenote board --logdir logs_maxpool
cenote explain max`;
