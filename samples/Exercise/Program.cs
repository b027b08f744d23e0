// The exercise this project grew from: pool CIFAR-10's test images and look at every batch before and after.
// Run it with the folder that holds test_batch.bin:  dotnet run --project samples/Exercise -- FOLDER
using Cenote;
using Cenote.Data;
using Cenote.TensorBoard;

if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("Exercise needs one folder, the one that holds test_batch.bin of CIFAR-10's binary version.");
    return 2;
}

// 1. The test set: images [3, 32, 32], their pixels from 0 to 1, in batches of 64.
using var dataset = new Cifar10(folder, train: false);
var dataLoader = new DataLoader(dataset, batchSize: 64);

// 2. A network of one layer: with ceilMode 32x32 becomes 11x11, and no pixel is lost at the edge.
var maxPool = new MaxPool2d(kernelSize: 3, ceilMode: true);

// 3. What TensorBoard will show.
using var writer = new SummaryWriter("logs_exercise");
int step = 0;

// 4. Every batch before and after.
foreach (var (images, labels) in dataLoader)
{
    writer.AddImages("Original_Images(池化前)", images, step);
    var output = maxPool.Forward(images);
    writer.AddImages("MaxPooled_Images(池化后)", output, step);
    step++;
}

writer.Dispose();
Console.WriteLine("Done. Look at it with: tensorboard --logdir logs_exercise --samples_per_plugin images=100000");
return 0;
